import type { z } from 'zod';

/** A request that breaks a rule; answered with 400. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}

/**
 * What a request brought, checked. Throws a BadRequestError that names each wrong parameter, its rule and what was given.
 * @param part where it came from: `path` or `query`
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadRequestError(result.error.issues.map((issue) => describe(issue, value, part)).join('; '));
}

function describe(issue: z.core.$ZodIssue, value: unknown, part: string): string {
  if (issue.code === 'unrecognized_keys') return `${part}: there is no parameter ${issue.keys.map(quote).join(', ')} here; leave it out`;
  const name = String(issue.path[0] ?? '');
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : value;
  return `${part}: ${name}: ${issue.message}, got ${quote(given)}`;
}

/** A parameter can be as long as a request's head; a message need not be. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
