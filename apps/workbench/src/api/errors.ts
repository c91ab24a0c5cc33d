import { ArchitectureError } from '@isoflop/blocks';
import {
  InvalidRecordError,
  StoreUnavailableError,
  StudyBusyError,
  StudyExistsError,
  TrialStateError,
  UnknownStudyError,
  UnknownTrialError,
} from '@isoflop/results-store';
import { ScalingError } from '@isoflop/scaling';
import { StudyError } from '@isoflop/search';
import { ExperimentError, ImpossibleBudgetError } from '@isoflop/search-space';
import { DatasetError } from '@isoflop/training';
import type { FastifyInstance } from 'fastify';
import { UsageError } from '../exit.js';
import { BadRequestError, ConflictError, MissingError, RefusedError, UnusableError } from './parse.js';
import type { ErrorAnswer } from './schema.js';

/** Every error is answered as JSON `{error}`: one line for the reader, never a stack trace. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) request.log.error(error);
    return reply.code(status).send(answerOf(error, status));
  });
}

const STATUS: readonly (readonly [number, readonly (abstract new (...args: never[]) => Error)[]])[] = [
  [400, [BadRequestError, InvalidRecordError]],
  [404, [MissingError, UnknownStudyError, UnknownTrialError]],
  [409, [ConflictError, StudyExistsError, StudyBusyError, TrialStateError]],
  [422, [UnusableError, ExperimentError, ImpossibleBudgetError, ArchitectureError, ScalingError, StudyError, UsageError, DatasetError]],
  [503, [StoreUnavailableError]],
];

const CSRF: ErrorAnswer = {
  error: 'x-csrf-token must be that of GET /api/session, sent with the cookie that it sets; read the session again',
  code: 'csrf',
};

function statusOf(error: unknown): number {
  if (error instanceof RefusedError) return error.status;
  const [known] = STATUS.find(([, kinds]) => kinds.some((kind) => error instanceof kind)) ?? [];
  if (known !== undefined) return known;
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function answerOf(error: unknown, status: number): ErrorAnswer {
  const { code: libraryCode } = (error ?? {}) as { code?: unknown };
  if (typeof libraryCode === 'string' && libraryCode.startsWith('FST_CSRF_')) return CSRF;
  if (status === 500 || !(error instanceof Error)) return { error: 'the server failed on this request; its log says why' };
  const message = error.message.split('\n')[0] ?? '';
  if (error instanceof UnusableError && error.issues !== undefined) return { error: message, issues: [...error.issues] };
  if (error instanceof ExperimentError) return { error: message, issues: [{ line: error.line, column: error.column, message }] };
  const code = error instanceof RefusedError ? error.code : status === 429 ? 'rate' : undefined;
  return { error: message, ...(code !== undefined && { code }) };
}
