import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { IMPORT_TABLE } from './import-table.mjs';

/**
 * @typedef {{ at: string, rule: string, mend: string }} Violation `at` is file:line, or the package.json
 * @typedef {{ name: string, folder: string, manifest: any, files: string[] }} Package
 * @typedef {{ specifier: string, typeOnly: boolean, line: number }} Import
 */

/** Code that is not shipped: it may import what the root declares, and development dependencies. */
const TEST_CODE = /\.(?:test|bench|config)\.[cm]?[jt]sx?$|(?:^|\/)(?:testing|test)\//;

/**
 * What a package declares: ours only as the table allows, others pinned.
 * @param {Package} pkg
 * @param {Set<string>} ours names of all workspace packages
 * @returns {Violation[]}
 */
export function checkManifest(pkg, ours) {
  const at = `${pkg.folder}/package.json`;
  const row = IMPORT_TABLE[pkg.name];
  if (!row) return [{ at, rule: `${pkg.name} has no row in the import table`, mend: 'add its row to scripts/imports/import-table.mjs' }];
  return declared(pkg.manifest, ['dependencies', 'devDependencies', 'optionalDependencies']).flatMap(([name, version]) => {
    if (ours.has(name)) return mayImport(row, name) ? [] : [notAllowed(at, pkg.name, name)];
    return isExact(version)
      ? []
      : [{ at, rule: `${name} must be pinned exactly, got "${version}"`, mend: 'write the version alone, as in "1.2.3"' }];
  });
}

/**
 * @param {Import} found
 * @param {{ pkg: Package, file: string, ours: Set<string>, rootManifest: any, folders: string[] }} context
 * @returns {Violation[]}
 */
export function checkImport(found, { pkg, file, ours, rootManifest, folders }) {
  const at = `${file}:${found.line}`;
  const row = IMPORT_TABLE[pkg.name];
  if (!row || isBuiltin(found.specifier) || found.specifier.startsWith('#')) return [];
  if (found.specifier.startsWith('.')) return checkRelative(at, found.specifier, { pkg, file, row, folders });
  const name = packageName(found.specifier);
  if (name === pkg.name) return [];
  const isTest = TEST_CODE.test(file);
  if (row.linkedTypes?.includes(name)) return found.typeOnly ? [] : [typesOnly(at, pkg.name, name)];
  if (ours.has(name) && !mayImport(row, name)) return [notAllowed(at, pkg.name, name)];
  if (row.types?.includes(name) && !found.typeOnly && !isTest) return [typesOnly(at, pkg.name, name)];
  const lenient = isTest || found.typeOnly || row.devDependencies === true;
  return isDeclared(name, { manifest: pkg.manifest, rootManifest, isTest, lenient }) ? [] : [undeclared(at, pkg, name)];
}

function checkRelative(at, specifier, { pkg, file, row, folders }) {
  const target = posix.join(posix.dirname(file), specifier);
  if (target === pkg.folder || target.startsWith(`${pkg.folder}/`)) return [];
  if (row.rootFolders?.some((folder) => target.startsWith(`${folder}/`))) return [];
  const other = folders.find((folder) => target.startsWith(`${folder}/`));
  const mend = other ? `import the package that ${other}/package.json names` : 'move the file into the package';
  return [{ at, rule: `a relative import must stay inside ${pkg.folder}, got ${specifier}`, mend }];
}

function isDeclared(name, { manifest, rootManifest, isTest, lenient }) {
  const fields = ['dependencies', 'optionalDependencies', 'peerDependencies', ...(lenient ? ['devDependencies'] : [])];
  const names = new Set(declared(manifest, fields).map(([declaredName]) => declaredName));
  if (isTest) for (const rootName of Object.keys(rootManifest.devDependencies ?? {})) names.add(rootName);
  return names.has(name) || (lenient && names.has(typesPackage(name)));
}

function mayImport(row, name) {
  return row.values.includes(name) || (row.types?.includes(name) ?? false);
}

function notAllowed(at, from, to) {
  const { values, types = [], linkedTypes = [] } = IMPORT_TABLE[from];
  const allowed = [...values, ...[...types, ...linkedTypes].map((name) => `types of ${name}`)].join(', ') || 'nothing of ours';
  return {
    at,
    rule: `${from} may not import ${to}`,
    mend: `it may import ${allowed}; move the code up, or change the import table and say why`,
  };
}

function typesOnly(at, from, to) {
  return { at, rule: `${from} may import types only from ${to}`, mend: 'use `import type`, or move the value it needs' };
}

function undeclared(at, pkg, name) {
  return {
    at,
    rule: `${pkg.name} imports ${name}, which ${pkg.folder}/package.json does not declare`,
    mend: 'add it to dependencies (devDependencies do for tests and types)',
  };
}

function declared(manifest, fields) {
  return fields.flatMap((field) => Object.entries(manifest[field] ?? {}));
}

function isExact(version) {
  return /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version);
}

/** "@scope/name/sub" -> "@scope/name" */
function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** "@scope/name" -> "@types/scope__name" */
function typesPackage(name) {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
