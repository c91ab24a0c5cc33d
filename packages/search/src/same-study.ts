import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject, StudyRevision } from '@isoflop/results-store';
import { StudyError } from './errors.js';
import type { StudySpec } from './study-session.js';

/** What may change when a study is resumed. Anything else would make trials incomparable. */
const FREE: readonly string[] = ['runtime', 'budget', 'search.trials', 'search.sampler', 'baselines', 'finalists', 'limits'];
/** With another of these, what was saved of the sampler does not fit: it starts anew and is told of every trial. */
const SAMPLER: readonly string[] = ['budget', 'search.sampler'];

/**
 * What is different in an experiment since a study was started or changed last; undefined where nothing is. Throws `StudyError`, naming the field, for a
 * change that would make trials incomparable.
 */
export function revisionOf(experiment: StudySpec, stored: Json): StudyRevision | undefined {
  const spec: Json = JSON.parse(JSON.stringify(experiment));
  const differences = differencesOf(spec, stored, '');
  const refused = differences.find(({ path }) => !isBelow(path, FREE));
  if (refused) {
    throw new StudyError(
      `study "${experiment.name}" was started with another ${refused.path}: ${shown(refused.before)}, and not ${shown(refused.now)}; trials must be ` +
        `comparable: put it back, or give the experiment a new name (${FREE.join(', ')} may change)`,
    );
  }
  if (differences.length === 0) return undefined;
  const changes = differences.map(({ path, before, now }) => [path, { from: before ?? null, to: now ?? null }]);
  return { spec, changes: Object.fromEntries(changes), forgetSampler: differences.some(({ path }) => isBelow(path, SAMPLER)) };
}

interface Difference {
  readonly path: string;
  readonly before: Json | undefined;
  readonly now: Json | undefined;
}

function differencesOf(now: Json | undefined, before: Json | undefined, path: string): Difference[] {
  if (isObject(now) && isObject(before)) {
    const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
    return names.flatMap((name) => differencesOf(now[name], before[name], path === '' ? name : `${path}.${name}`));
  }
  return isDeepStrictEqual(now, before) ? [] : [{ path, before, now }];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBelow(path: string, fields: readonly string[]): boolean {
  return fields.some((field) => path === field || path.startsWith(`${field}.`));
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
