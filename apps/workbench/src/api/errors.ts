import { StoreUnavailableError, UnknownStudyError, UnknownTrialError } from '@isoflop/results-store';
import type { FastifyInstance } from 'fastify';
import { BadRequestError } from './parse.js';
import type { ErrorAnswer } from './schema.js';

/** Every error is answered as JSON `{error}`: one line for the reader, never a stack trace. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) request.log.error(error);
    const message = status === 500 || !(error instanceof Error) ? 'the server failed on this request; its log says why' : error.message;
    return reply.code(status).send({ error: message } satisfies ErrorAnswer);
  });

  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `there is no ${request.method} ${request.url.slice(0, 200)} here` } satisfies ErrorAnswer),
  );
}

function statusOf(error: unknown): number {
  if (error instanceof BadRequestError) return 400;
  if (error instanceof UnknownStudyError || error instanceof UnknownTrialError) return 404;
  if (error instanceof StoreUnavailableError) return 503;
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
