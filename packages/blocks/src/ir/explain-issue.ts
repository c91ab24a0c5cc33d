import type { z } from 'zod';
import { ArchitectureError } from '../error.js';
import { nearNames } from '../near-names.js';
import { mendOf, ruleOfIssue, valueAt } from './zod-issue.js';

/** The kinds among which a `kind` field chooses, and what they are kinds of. */
export interface Kinds {
  readonly noun: string;
  readonly kinds: readonly string[];
}

/** Turns the complaint of a schema about `value` into an error that names the path, the rule, the value and the mend. */
export function explainIssue(value: unknown, issue: z.core.$ZodIssue, kinds: Kinds): ArchitectureError {
  // A field too many is itself the place.
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].map(String);
  const given = valueAt(value, path);
  if (issue.code === 'invalid_union' && path.at(-1) === 'kind') return unknownKind(path, given, kinds);
  const owner = valueAt(value, path.slice(0, -1)) as { kind?: unknown } | null | undefined;
  const subject = typeof owner?.kind === 'string' ? `${owner.kind}: ` : '';
  const rule = ruleOfIssue(issue);
  const field = rule.startsWith('must') ? `${path.at(-1) ?? 'a network'} ` : '';
  return new ArchitectureError(path.join('/'), `${subject}${field}${rule}`, given ?? 'nothing', mendOf(issue));
}

/** The error of a `kind` at `path` that does not exist. */
export function unknownKind(path: readonly string[], given: unknown, { noun, kinds }: Kinds): ArchitectureError {
  const near = typeof given === 'string' ? nearNames(given, kinds) : [];
  return new ArchitectureError(
    path.join('/'),
    `${noun} must be one of ${kinds.join(', ')}`,
    given ?? 'nothing',
    near.length > 0 ? `did you mean ${near[0]}?` : 'name one of them',
  );
}
