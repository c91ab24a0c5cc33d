import type { FastifyInstance } from 'fastify';
import { version } from '../version.js';
import type { ApiContext } from './context.js';
import { serve } from './routing.js';

/** What a page needs before anything else. */
export function sessionRoutes(app: FastifyInstance, { store, launcher, readOnly }: ApiContext): void {
  serve(app, 'GET /api/session', async (_request, { reply }) => ({
    csrfToken: readOnly ? null : reply.generateCsrf(),
    readOnly,
    version,
    store: store.url,
    canLaunch: launcher.canLaunch && !readOnly,
    now: Date.now(),
  }));
}
