import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** What a browser does not have, as it would appear in code. */
const NODE_ONLY =
  /from 'node:|from '(fs|path|os|util|crypto|worker_threads)'|\brequire\(|\bprocess\.(env|argv|cwd|exit|std|hrtime|memoryUsage|cpuUsage|platform|version|nextTick)|\bBuffer\b|\b__dirname\b|\bimport\.meta\b/;

function sources(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}

test('nothing in the package needs Node', () => {
  const files = sources();
  expect(files).toContain('study.ts');
  expect(files.filter((file) => NODE_ONLY.test(readFileSync(folder + file, 'utf8')))).toEqual([]);
});

test('what it imports from elsewhere is among its dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { dependencies: object };
  const imported = sources().flatMap((file) =>
    [...readFileSync(folder + file, 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name!.split('/')[0]!),
  );
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
});
