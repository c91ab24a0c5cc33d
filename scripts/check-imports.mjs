#!/usr/bin/env node
// Checks that imports between packages point one way: see scripts/imports/import-table.mjs. `--root DIR` checks another tree.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkTree } from './imports/check-tree.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { root: { type: 'string', default: here } } });
const { packages, imports, violations } = checkTree(values.root);

for (const { at, rule, mend } of violations) process.stdout.write(`${at}: ${rule}\n  mend: ${mend}\n`);
process.stdout.write(`${packages} packages, ${imports} imports, ${violations.length} violations\n`);
process.exitCode = violations.length > 0 ? 1 : 0;
