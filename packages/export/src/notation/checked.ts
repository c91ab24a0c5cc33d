import { ArchitectureError, firstIssue, mendOf, ruleOfIssue, valueAt } from '@isoflop/blocks';
import type { z } from 'zod';

/** A value that passes a schema, or an `ArchitectureError` that names the field, the rule, what was given and the mend. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = firstIssue(result.error);
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].map(String);
  const rule = ruleOfIssue(issue);
  const subject = rule.startsWith('must') ? `${path.at(-1) ?? 'it'} ` : '';
  throw new ArchitectureError(path.join('/'), `${subject}${rule}`, valueAt(value, path) ?? 'nothing', mendOf(issue));
}
