import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import compress from '@fastify/compress';
import type { ResultsStore } from '@isoflop/results-store';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { artifactsFolder, isPostgres } from '../store.js';
import { analysisRoutes } from './analysis/routes.js';
import { annotationRoutes } from './annotations.js';
import type { ApiContext } from './context.js';
import { answerErrors } from './errors.js';
import { experimentRoutes } from './experiments/routes.js';
import { exportRoutes } from './exports/routes.js';
import { fileRoutes } from './files.js';
import { StudyLauncher } from './launch/study-launcher.js';
import { openApiRoute } from './openapi.js';
import { servePage } from './page.js';
import type { ErrorAnswer } from './schema.js';
import { RATE_LIMITS, type RateLimits, secure } from './security.js';
import { sessionRoutes } from './session.js';
import { streamRoutes } from './stream/routes.js';
import { studyRoutes } from './studies.js';
import { StudyRows } from './study-rows.js';
import { StudyTables } from './table/study-tables.js';
import { trialRoutes } from './trials.js';

export interface AppOptions {
  /** Stays the caller's to close. */
  readonly store: ResultsStore;
  /** As it was typed, for processes that are started: with its password. `store.url` unless given. */
  readonly storeUrl?: string;
  /** The folder of artifacts; beside the store unless given. */
  readonly artifacts?: string;
  /** Where the files are that experiments name, and that nothing is read outside of; the current folder unless given. */
  readonly files?: string;
  /** Folder of the built page. */
  readonly page: string;
  /** The address that will be listened on; `127.0.0.1` unless given. */
  readonly host?: string;
  /** Asked of everybody where it is set. */
  readonly token?: string;
  /** Refuses everything that writes. */
  readonly readOnly?: boolean;
  readonly limits?: Partial<RateLimits>;
  /** A pino logger; nothing is logged without one. */
  readonly logger?: FastifyBaseLogger;
}

/** A study's name may have 200 characters, and each may take 12 in a path (four bytes, percent-encoded). */
const MAX_PARAM_CHARACTERS = 200 * 12;
const BODY_BYTES = 2 ** 20;

/** The API and the page as one application that does not listen yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { store, logger, host = '127.0.0.1', token, readOnly = false } = options;
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    bodyLimit: BODY_BYTES,
    // A stream has no end that could be left out.
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // For what fails before routing, which no error handler sees.
    frameworkErrors: (_error, _request, reply) => answerBadAddress(reply as FastifyReply),
  });
  answerErrors(app);
  const cookieSuffix = createHash('sha256').update(store.url).digest('hex').slice(0, 8);
  await secure(app, { host, token, readOnly, cookieSuffix, limits: { ...RATE_LIMITS, ...options.limits } });
  await app.register(compress, { encodings: ['br', 'gzip'], threshold: 4096, brotliOptions: { params: BROTLI_QUICK } });
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  const context = contextOf(options, readOnly);
  sessionRoutes(app, context);
  studyRoutes(app, context);
  trialRoutes(app, context);
  fileRoutes(app, context);
  annotationRoutes(app, context);
  streamRoutes(app, context);
  experimentRoutes(app, context);
  analysisRoutes(app, context);
  exportRoutes(app, context);
  openApiRoute(app);
  await servePage(app, options.page);
  app.addHook('onListen', () => warmUp(context));
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    reply.code(404).send({ error: `there is no ${request.method} ${request.url.slice(0, 200)} here` } satisfies ErrorAnswer),
  );
  return app;
}

/** BROTLI_PARAM_QUALITY is 1: answers are made anew each time, and the best quality takes seconds. */
const BROTLI_QUICK = { 1: 4 };

function contextOf(options: AppOptions, readOnly: boolean): ApiContext {
  const { store } = options;
  // A path that was typed is relative to this folder; processes that are started are elsewhere.
  const storeUrl = options.storeUrl !== undefined && isPostgres(options.storeUrl) ? options.storeUrl : store.url;
  const artifacts = resolve(options.artifacts ?? artifactsFolder(storeUrl));
  const tables = new StudyTables(store);
  const files = resolve(options.files ?? '.');
  const launcher = new StudyLauncher({ store, storeUrl, artifacts, files });
  return { store, storeUrl, tables, rows: new StudyRows(store, tables), launcher, artifacts, files, readOnly };
}

/** The newest study is what the page opens: reading a large one takes a second or two, in which a browser starts. */
function warmUp({ store, tables }: ApiContext): void {
  void store
    .positions()
    .then(([newest]) => newest && tables.get(newest.name))
    // What is wrong with the store is said to the first who asks.
    .catch(() => undefined);
}

function answerBadAddress(reply: FastifyReply): void {
  reply.code(400).send({ error: 'the address is not well formed' } satisfies ErrorAnswer);
}
