import type { z } from 'zod';

/** How to say the types that our schemas expect. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  tuple: 'a list',
};

/** The rule that a zod check found broken, as part of an error line: `must be …`, or the schema's own words. */
export function ruleOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${typeName(issue.expected)}`;
  if (issue.code === 'unrecognized_keys') return 'no such field here';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
  return issue.message;
}

/** The issue to show of several: a field that does not exist explains better what a missing one is about. */
export function firstIssue(error: z.core.$ZodError): z.core.$ZodIssue {
  return error.issues.find((issue) => issue.code === 'unrecognized_keys') ?? error.issues[0];
}

/** How to mend what a zod check found wrong, as the last part of an error line. */
export function mendOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `remove or correct ${issue.keys.slice(0, 5).join(', ')}`;
  if (issue.code === 'too_big') return `give ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  if (issue.code === 'too_small') return `give ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'invalid_type') return `give ${typeName(issue.expected)}`;
  if (issue.code === 'invalid_value') return 'give one of them';
  if (issue.code === 'custom' && typeof issue.params?.mend === 'string') return issue.params.mend;
  return 'correct this value';
}

/** The part of a JSON value at a path, or undefined. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return at;
}

function typeName(expected: string): string {
  return TYPES[expected] ?? `of type ${expected}`;
}
