import type { z } from 'zod';

/** The rule that a zod check found broken, as part of an error line. */
export function ruleOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected}`;
  if (issue.code === 'unrecognized_keys') return 'no such field here';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return issue.message;
}

/** The issue to show of several: a field that does not exist explains better what a missing one is about. */
export function firstIssue(error: z.core.$ZodError): z.core.$ZodIssue {
  return error.issues.find((issue) => issue.code === 'unrecognized_keys') ?? error.issues[0];
}

/** How to mend what a zod check found wrong, as the last part of an error line. */
export function mendOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `remove or correct ${issue.keys.join(', ')}`;
  if (issue.code === 'too_big') return `give at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `give at least ${issue.minimum}`;
  if (issue.code === 'invalid_type') return `give a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `give one of ${issue.values.join(', ')}`;
  if (issue.code === 'custom' && typeof issue.params?.mend === 'string') return issue.params.mend;
  return 'correct this value';
}

/** The part of a JSON value at a path, or undefined. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return at;
}
