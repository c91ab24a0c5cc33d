import type { z } from 'zod';
import type { ErrorAnswer, Issue } from './schema.js';

/** A request that breaks a rule; answered with 400. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}

/** A request that is right in itself, but not for what is there; answered with 409. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** Nothing of that name is there; answered with 404. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/** What was sent can be read but not used; answered with 422. */
export class UnusableError extends Error {
  override readonly name = 'UnusableError';
  constructor(
    message: string,
    readonly issues?: readonly Issue[],
  ) {
    super(message);
  }
}

/** A request that a guard refuses. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    readonly status: 401 | 403 | 429 | 503,
    message: string,
    readonly code?: ErrorAnswer['code'],
  ) {
    super(message);
  }
}

/**
 * What a request brought, checked. Throws a BadRequestError that names each wrong parameter, its rule and what was given.
 * @param part where it came from: `path`, `query` or `body`
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadRequestError(result.error.issues.map((issue) => describe(issue, value, part)).join('; '));
}

function describe(issue: z.core.$ZodIssue, value: unknown, part: string): string {
  if (issue.code === 'unrecognized_keys') return `${part}: there is no parameter ${issue.keys.map(quote).join(', ')} here; leave it out`;
  const name = String(issue.path[0] ?? '');
  const given = name !== '' && typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : value;
  return `${part}: ${name}: ${issue.message}, got ${quote(given)}`;
}

/** A parameter can be as long as a request's head; a message need not be. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
