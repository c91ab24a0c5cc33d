import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from './errors.js';
import { openStore } from './open-store.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();

describe('openStore', () => {
  it('opens memory: as a store of its own each time', async () => {
    const [one, two] = [await openStore('memory:'), await openStore('memory:')];
    await one.createStudy({ name: 'a', spec: null });
    expect(await two.studies()).toEqual([]);
  });

  it('creates the file and its folders, and finds the studies again by any spelling of the path', async () => {
    const file = join(folder, 'new/folders/studies.db');
    const first = await openStore(file);
    await first.createStudy({ name: 'a', spec: { budget: 1 } });
    await first.close();
    for (const url of [`sqlite:${file}`, relative(process.cwd(), file)]) {
      const store = await openStore(url, { create: false });
      expect(store.url).toBe(`sqlite:${file}`);
      expect((await store.study('a')).spec).toEqual({ budget: 1 });
      await store.close();
    }
  });

  it('lets two stores of one file see each other', async () => {
    const file = join(folder, 'shared.db');
    const [one, two] = await Promise.all([openStore(file), openStore(file)]);
    await one.createStudy({ name: 'a', spec: null });
    expect((await two.studies()).map(({ name }) => name)).toEqual(['a']);
    await Promise.all([one.close(), two.close()]);
  });

  it('creates nothing when told so', async () => {
    const file = join(folder, 'missing/typo.db');
    await expect(openStore(file, { create: false })).rejects.toThrow(`${file}: there is no such database; run a search first`);
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });

  it.each([
    ['mysql://host/db', 'got the scheme "mysql:"'],
    ['', '(empty): a store is "memory:", "sqlite:PATH", the path of an SQLite file, or "postgres://USER@HOST/DATABASE"'],
    ['sqlite:', 'give a path'],
    ['sqlite::memory:', 'or "memory:" to keep nothing'],
  ])('refuses the address %j', async (url, message) => {
    const opening = openStore(url);
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    await expect(opening).rejects.toThrow(message);
  });

  it('says that a folder is not a store', async () => {
    mkdirSync(join(folder, 'directory'));
    await expect(openStore(join(folder, 'directory'))).rejects.toThrow(/directory: is a folder, .* such as .*studies\.db/);
  });

  it('says which folder cannot be created', async () => {
    writeFileSync(join(folder, 'plain-file'), '');
    const opening = openStore(join(folder, 'plain-file/sub/x.db'));
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    await expect(opening).rejects.toThrow(/its folder .*plain-file\/sub cannot be created \(ENOTDIR\); give a path with --store/);
  });

  it('says that a folder takes no files', async () => {
    await expect(openStore('/proc/isoflop.db')).rejects.toThrow(
      /the database cannot be opened or created \(SQLITE_CANTOPEN\); check that its folder exists/,
    );
  });

  it('leaves a file alone that is not a database', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'The quick brown fox jumps over the lazy dog. '.repeat(100));
    await expect(openStore(file)).rejects.toThrow(
      `${file}: the file is not an SQLite database (SQLITE_NOTADB); give another path with --store`,
    );
  });
});
