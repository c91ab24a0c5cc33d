import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Experiment } from './lib/experiment.js';
import { runExperiment, writeExperiment } from './lib/run-experiment.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && readdirSync(join(here, entry.name)).includes('run.ts') ? [entry.name] : [],
);
let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'isoflop-experiments-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

it.each(names)('%s runs end to end in its short form, and writes what is committed of a full run', async (name) => {
  const { experiment } = (await import(`./${name}/run.ts`)) as { experiment: Experiment<unknown> };
  const folder = join(work, name);
  const signal = new AbortController().signal;
  writeExperiment(folder, experiment, await runExperiment(name, experiment, { mode: 'quick', work, signal, say: () => {} }));
  const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

  const written = JSON.parse(read(folder, 'results.json')) as unknown;
  expect(fieldsOf(written)).toEqual(fieldsOf(JSON.parse(read(here, name, 'results.json'))));
  expect(listsIn(written, ['failures']).flat()).toEqual([]);
  const accuracies = listsIn(written, ['accuracies', 'validation', 'test']);
  expect(accuracies.length).toBeGreaterThan(1);
  for (const accuracy of accuracies.flat()) expect(accuracy).toSatisfy((share: number) => share >= 0 && share <= 1);
  const made = readdirSync(folder).sort();
  const isMade = (file: string) => file.endsWith('.svg') || ['README.md', 'results.json'].includes(file);
  expect(made).toEqual(readdirSync(join(here, name)).filter(isMade).sort());
  for (const file of made) expect(read(folder, file)).not.toMatch(/NaN|Infinity|undefined/);
});

/** Where values are and of which type, with one element standing for all of a list. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((element) => fieldsOf(element, `${path}[]`)))].sort();
  if (typeof value !== 'object' || value === null) return [`${path}: ${value === null ? 'number' : typeof value}`];
  return [...new Set(Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, `${path}.${key}`)))].sort();
}

/** Every list that stands under one of these names. */
function listsIn(value: unknown, names: readonly string[]): unknown[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (Array.isArray(inner) && names.includes(name) ? [inner] : listsIn(inner, names)));
}
