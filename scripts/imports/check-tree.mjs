import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSpecifiers } from './import-specifiers.mjs';
import { checkImport, checkManifest } from './rules.mjs';
import { readManifest, readWorkspace } from './workspace.mjs';

/**
 * Checks every package.json and every source file of the workspace at `root`.
 * @param {string} root
 * @returns {{ packages: number, imports: number, violations: import('./rules.mjs').Violation[] }}
 */
export function checkTree(root) {
  const packages = readWorkspace(root);
  const ours = new Set(packages.map(({ name }) => name));
  const folders = packages.map(({ folder }) => folder);
  const rootManifest = readManifest(root, '.');
  let imports = 0;
  const violations = packages.flatMap((pkg) => [
    ...checkManifest(pkg, ours),
    ...pkg.files.flatMap((file) => {
      const found = importSpecifiers(file, readFileSync(join(root, file), 'utf8'));
      imports += found.length;
      return found.flatMap((one) => checkImport(one, { pkg, file, ours, rootManifest, folders }));
    }),
  ]);
  return { packages: packages.length, imports, violations };
}
