import { describe, expect, inject, it } from 'vitest';
import { StoreUnavailableError } from '../errors.js';
import { openStore } from '../open-store.js';
import { newSchema } from '../testing/postgres-schema.js';
import { newTrial } from '../testing/records.js';
import { isConnectionLost } from './postgres-error.js';

describe('a PostgreSQL URL', () => {
  it('opens the same studies from several places, and no message shows its password', async () => {
    const url = new URL(await newSchema(inject('postgresUrl')));
    url.password = 'secret';
    const [one, two] = await Promise.all([openStore(url.href), openStore(url.href)]);
    await one.createStudy({ name: 'a', spec: { budget: 1 } });
    await Promise.all([one, two].map((store) => store.createTrial('a', newTrial())));
    expect((await two.trials('a')).map(({ number }) => number)).toEqual([1, 2]);
    expect(one.url).not.toContain('secret');
    await expect(two.study('b')).rejects.toThrow(/^no study "b" in postgres:\/\/isoflop@127/);
    await Promise.all([one.close(), two.close()]);
  });

  it.each([
    [
      'a database that is not there',
      (url: URL) => Object.assign(url, { pathname: '/nowhere' }),
      /no database of that name \(3D000\); create it/,
    ],
    ['a user that is not there', (url: URL) => Object.assign(url, { username: 'nobody' }), /refuses this user or password \(28000\)/],
    ['a server that is not there', (url: URL) => Object.assign(url, { port: '1' }), /does not answer \(ECONNREFUSED\); check that it runs/],
    ['no schema', (url: URL) => url.searchParams.set('options', '-c search_path=nowhere'), /none of the schemas .* exists; create one/],
  ])('says so when it names %s', async (_, change, message) => {
    const url = new URL(inject('postgresUrl'));
    change(url);
    const opening = openStore(url.href);
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    await expect(opening).rejects.toThrow(message);
  });

  it('says how it is written when it cannot be read', async () => {
    await expect(openStore('postgres://user:pass@host:port/database')).rejects.toThrow(
      /the URL cannot be read; write it as postgres:\/\/USER/,
    );
  });

  it('refuses the tables of other programs', async () => {
    const url = await newSchema(inject('postgresUrl'));
    const { default: pg } = await import('pg');
    const client = new pg.Client(url);
    await client.connect();
    await client.query('create table bookmarks (url text)');
    await client.end();
    await expect(openStore(url)).rejects.toThrow('belongs to another program (it has the tables bookmarks, …)');
  });
});

describe('isConnectionLost', () => {
  it('tells what a new connection may mend from what it cannot', () => {
    expect(isConnectionLost(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(true);
    expect(isConnectionLost(Object.assign(new Error('terminating connection'), { code: '57P01' }))).toBe(true);
    expect(isConnectionLost(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isConnectionLost(Object.assign(new Error('duplicate key'), { code: '23505' }))).toBe(false);
    expect(isConnectionLost(new Error('trial 1 is complete'))).toBe(false);
  });
});
