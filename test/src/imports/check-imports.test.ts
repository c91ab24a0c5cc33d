import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkTree } from '../../../scripts/imports/check-tree.mjs';

const SCRIPT = fileURLToPath(new URL('../../../scripts/check-imports.mjs', import.meta.url));

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'isoflop-imports-'));
  write('package.json', { workspaces: ['packages/*', 'apps/*', 'test'], devDependencies: { vitest: '1.2.3' } });
  write('packages/blocks/package.json', { name: '@isoflop/blocks', dependencies: { zod: '4.0.0' } });
  write('packages/blocks/src/index.ts', "import { z } from 'zod';\nimport { a } from './a.js';\nexport { z, a };\n");
  write('packages/results-store/package.json', { name: '@isoflop/results-store', dependencies: { '@isoflop/blocks': '*' } });
  write('packages/results-store/src/index.ts', "import { readFile } from 'node:fs';\nimport type { Graph } from '@isoflop/blocks';\n");
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: object | string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** What the command prints and its exit code. */
function runCommand(): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '--root', root], { encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

function expectOneViolation(path: string, text: string, at: string, rule: string): void {
  write(path, text);
  expect(checkTree(root).violations).toEqual([{ at, rule, mend: expect.any(String) }]);
}

test('a tree that keeps the rules passes', () => {
  expect(runCommand()).toEqual({ code: 0, output: '2 packages, 4 imports, 0 violations\n' });
});

test('the command prints file, line, rule and mend of each violation, and fails', () => {
  write('packages/blocks/src/x.ts', "import { a } from 'zod';\nimport { parse } from 'yaml';");
  expect(runCommand()).toEqual({
    code: 1,
    output: `packages/blocks/src/x.ts:2: @isoflop/blocks imports yaml, which packages/blocks/package.json does not declare
  mend: add it to dependencies (devDependencies do for tests and types)
2 packages, 6 imports, 1 violations
`,
  });
});

test.each([
  ['a static import', "\nimport { x } from '@isoflop/results-store';"],
  ['a type import', "\nimport type { X } from '@isoflop/results-store';"],
  ['a re-export', "\nexport { x } from '@isoflop/results-store/sub/path.js';"],
  ['a dynamic import', "\nconst x = await import('@isoflop/results-store');"],
  ['a dynamic import of a template', '\nconst x = await import(`@isoflop/results-store`);'],
  ['an import in a type', "\ntype X = import('@isoflop/results-store').X;"],
  ['a require', "\nconst x = require('@isoflop/results-store');"],
  ['a resolve', "\nconst x = import.meta.resolve('@isoflop/results-store');"],
  ['a side-effect import', "\nimport '@isoflop/results-store';"],
])('%s against the direction is found with its line', (_name, text) => {
  const rule = '@isoflop/blocks may not import @isoflop/results-store';
  expectOneViolation('packages/blocks/src/x.ts', text, 'packages/blocks/src/x.ts:2', rule);
});

test('names in comments and strings are no imports', () => {
  write('packages/blocks/src/x.ts', "// import '@isoflop/results-store'\nconst text = \"import '@isoflop/results-store'\";\n");
  expect(checkTree(root).violations).toEqual([]);
});

test('a declared dependency against the direction is found', () => {
  const manifest = JSON.stringify({ name: 'hyperopt-js', dependencies: { '@isoflop/blocks': '*' } });
  const at = 'packages/hyperopt-js/package.json';
  expectOneViolation(at, manifest, at, 'hyperopt-js may not import @isoflop/blocks');
});

test('an allowed package must also be declared', () => {
  write('packages/scaling/package.json', { name: '@isoflop/scaling' });
  const at = 'packages/scaling/src/x.ts';
  const rule = '@isoflop/scaling imports @isoflop/blocks, which packages/scaling/package.json does not declare';
  expectOneViolation(at, "import { a } from '@isoflop/blocks';", `${at}:1`, rule);
});

test('a value from a package whose types only are allowed is found, also as an inline type', () => {
  const at = 'packages/results-store/src/x.ts';
  const rule = '@isoflop/results-store may import types only from @isoflop/blocks';
  expectOneViolation(at, "import { type Graph } from '@isoflop/blocks';", `${at}:1`, rule);
});

test('the page may use the types of the application that serves it, undeclared, but no values', () => {
  write('apps/workbench/package.json', { name: 'isoflop' });
  write('apps/dashboard/package.json', { name: '@isoflop/dashboard' });
  write('apps/dashboard/src/ok.tsx', "import type { A } from 'isoflop';\nexport const B = () => <p>import 'x'</p>;\n");
  expect(checkTree(root).violations).toEqual([]);
  const at = 'apps/dashboard/src/x.tsx';
  expectOneViolation(at, "import { a } from 'isoflop';", `${at}:1`, '@isoflop/dashboard may import types only from isoflop');
});

test('a relative import into another package is found', () => {
  const at = 'packages/results-store/src/deep/x.ts';
  const rule = 'a relative import must stay inside packages/results-store, got ../../../blocks/src/a.js';
  expectOneViolation(at, "import { a } from '../../../blocks/src/a.js';", `${at}:1`, rule);
});

test('a third-party import must be declared, and as a dependency where it is shipped', () => {
  write('packages/blocks/package.json', { name: '@isoflop/blocks', dependencies: { zod: '4.0.0' }, devDependencies: { yaml: '2.0.0' } });
  write('packages/blocks/src/x.test.ts', "import { test } from 'vitest';\nimport { parse } from 'yaml';\n");
  expect(checkTree(root).violations).toEqual([]);
  const at = 'packages/blocks/src/x.ts';
  const rule = '@isoflop/blocks imports yaml, which packages/blocks/package.json does not declare';
  expectOneViolation(at, "import { parse } from 'yaml';", `${at}:1`, rule);
});

test('a version range is found', () => {
  const manifest = JSON.stringify({ name: 'hyperopt-js', dependencies: { yaml: '^2.0.0' } });
  const at = 'packages/hyperopt-js/package.json';
  expectOneViolation(at, manifest, at, 'yaml must be pinned exactly, got "^2.0.0"');
});

test('a package without a row in the table is found', () => {
  const at = 'packages/new/package.json';
  expectOneViolation(at, JSON.stringify({ name: '@isoflop/new' }), at, '@isoflop/new has no row in the import table');
});
