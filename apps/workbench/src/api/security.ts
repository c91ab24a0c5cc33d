import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { isTrustedHost } from './hosts.js';
import type { ErrorAnswer } from './schema.js';

/** Refuses requests under a foreign name, and lets the page load nothing but its own files. */
export async function secure(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (isTrustedHost(request.headers.host)) return;
    const error = `this server answers to localhost only, not to ${JSON.stringify(request.headers.host ?? '')}; open it as http://127.0.0.1`;
    await reply.code(403).send({ error } satisfies ErrorAnswer);
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on the loopback address: a browser told to insist on HTTPS for localhost would break other servers there.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
