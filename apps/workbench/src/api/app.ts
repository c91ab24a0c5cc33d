import type { ResultsStore } from '@isoflop/results-store';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { answerErrors } from './errors.js';
import { servePage } from './page.js';
import type { ErrorAnswer } from './schema.js';
import { secure } from './security.js';
import { studyRoutes } from './studies.js';
import { trialRoutes } from './trials.js';

export interface AppOptions {
  /** Read, never written or closed. */
  readonly store: ResultsStore;
  /** Folder of the built page. */
  readonly page: string;
  /** A pino logger; nothing is logged without one. */
  readonly logger?: FastifyBaseLogger;
}

/** A study's name may have 200 characters, and each may take 12 in a path (four bytes, percent-encoded). */
const MAX_PARAM_CHARACTERS = 200 * 12;

/** The API and the page as one application that does not listen yet. */
export async function createApp({ store, page, logger }: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    forceCloseConnections: true,
    // For what fails before routing, which no error handler sees.
    frameworkErrors: (_error, _request, reply) => answerBadAddress(reply as FastifyReply),
  });
  answerErrors(app);
  await secure(app);
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  studyRoutes(app, store);
  trialRoutes(app, store);
  await servePage(app, page);
  return app;
}

function answerBadAddress(reply: FastifyReply): void {
  reply.code(400).send({ error: 'the address is not well formed' } satisfies ErrorAnswer);
}
