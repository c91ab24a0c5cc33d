import type { Json } from '@isoflop/results-store';
import { StudyError } from './errors.js';
import type { StudySpec } from './study-session.js';

/** What may change when a study is resumed: how many trials, and how they are run. Anything else would make trials incomparable. */
const FREE: readonly string[] = ['runtime', 'search.trials', 'baselines', 'finalists', 'limits'];

/** Throws `StudyError`, naming the field, when an experiment is not the one that a study was started with. */
export function requireSameStudy(experiment: StudySpec, stored: Json): void {
  const field = firstDifference(JSON.parse(JSON.stringify(experiment)), stored, '');
  if (field === undefined) return;
  throw new StudyError(
    `study "${experiment.name}" was started with another ${field}; trials must be comparable: put it back, or give the experiment a new name (${FREE.join(', ')} may change)`,
  );
}

function firstDifference(a: unknown, b: unknown, path: string): string | undefined {
  if (FREE.includes(path)) return undefined;
  const bothObjects = typeof a === 'object' && a !== null && typeof b === 'object' && b !== null;
  if (!bothObjects) return a === b ? undefined : path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = path === '' ? key : `${path}.${key}`;
    const found = firstDifference((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
