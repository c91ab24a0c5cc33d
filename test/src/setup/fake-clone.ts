import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../../scripts', import.meta.url));

/** A content that the fake sqlite3 accepts as its addon. */
export const GOOD_ADDON = 'good addon';

/** A temporary folder and a function that writes files into it. */
export interface Folder {
  readonly path: string;
  write(file: string, content: string | object, mode?: number): void;
}

export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'isoflop-setup-')));
  return {
    path,
    write(file, content, mode = 0o644) {
      const target = join(path, file);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
      chmodSync(target, mode);
    },
  };
}

/**
 * Writes a package sqlite3 with the parts the set-up touches. It loads only when its addon holds GOOD_ADDON;
 * its prebuild-install and node-gyp run the scripts given. Every tool notes its name in `calls`.
 */
export function writeFakeSqlite3(folder: Folder, under: string, scripts: { prebuildInstall: string; nodeGyp: string }): void {
  const note = (name: string) => `require('node:fs').appendFileSync(${JSON.stringify(join(folder.path, 'calls'))}, '${name}\\n');\n`;
  folder.write(`${under}/sqlite3/package.json`, { name: 'sqlite3', version: '9.9.9', main: 'index.js' });
  folder.write(
    `${under}/sqlite3/index.js`,
    `if (require('node:fs').readFileSync(__dirname + '/build/Release/node_sqlite3.node', 'utf8') !== '${GOOD_ADDON}') throw new Error('bad addon');
exports.Database = class { get(_sql, done) { done(null); } };`,
  );
  folder.write(`${under}/prebuild-install/bin.js`, note('prebuild-install') + scripts.prebuildInstall);
  folder.write(`${under}/node-gyp/bin/node-gyp.js`, note('node-gyp') + scripts.nodeGyp);
}

/** For writeFakeSqlite3: what a tool that works, and one that does not, does in the folder of sqlite3. */
export const PUTS_ADDON = `const fs = require('node:fs'); fs.mkdirSync('build/Release', { recursive: true }); fs.writeFileSync('build/Release/node_sqlite3.node', '${GOOD_ADDON}');`;
export const FAILS = "console.error('no luck'); process.exit(1);";

/** A clone that is set up already, with our scripts, a turbo that runs `turbo`, and a search that runs `search`. */
export function fakeClone({ turbo = "console.log('Cached:    2 cached, 2 total')", search = '' }): Folder {
  const clone = temporaryFolder();
  cpSync(SCRIPTS, join(clone.path, 'scripts'), { recursive: true });
  clone.write('package.json', { type: 'module' });
  clone.write('.npmrc', '');
  clone.write('package-lock.json', { packages: { 'node_modules/turbo': { version: '1.0.0' } } });
  clone.write('node_modules/.package-lock.json', { packages: { 'node_modules/turbo': { version: '1.0.0' } } });
  clone.write('node_modules/turbo/package.json', { type: 'module' });
  clone.write('node_modules/turbo/bin/turbo', turbo);
  clone.write('packages/results-store/package.json', {});
  writeFakeSqlite3(clone, 'node_modules', { prebuildInstall: FAILS, nodeGyp: FAILS });
  clone.write('node_modules/sqlite3/build/Release/node_sqlite3.node', GOOD_ADDON);
  clone.write('apps/workbench/bin/isoflop.js', search);
  return clone;
}
