import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isTrustedHost } from './hosts.js';
import { RefusedError } from './parse.js';

export interface SecurityOptions {
  /** The address that is listened on. */
  readonly host: string;
  /** Asked of everybody where it is set. */
  readonly token: string | undefined;
  readonly readOnly: boolean;
  /** Tells this server's cookies from those of others on the same machine: browsers share them between ports. */
  readonly cookieSuffix: string;
  readonly limits: RateLimits;
}

export interface RateLimits {
  /** Requests of one address in a minute. */
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
  /** Wrong tokens of one address in a minute. */
  readonly wrongTokensPerMinute: number;
}

export const RATE_LIMITS: RateLimits = { readsPerMinute: 6000, writesPerMinute: 300, wrongTokensPerMinute: 20 };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Guards in front of every route. Call it before routes are added. */
export async function secure(app: FastifyInstance, options: SecurityOptions): Promise<void> {
  const { host, token, readOnly, cookieSuffix, limits } = options;
  // Forms can send text: everything that writes is JSON, which no form of another page can send.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request) => {
    requireHost(request, host);
    requireSameOrigin(request);
  });
  await app.register(helmet, HEADERS);
  await app.register(cookie);
  await app.register(rateLimit, {
    timeWindow: '1 minute',
    max: (request) => (READING.has(request.method) ? limits.readsPerMinute : limits.writesPerMinute),
    keyGenerator: (request) => `${READING.has(request.method)} ${request.ip}`,
    errorResponseBuilder: (_request, { after }) => new RefusedError(429, `too many requests; try again in ${after}`, 'rate'),
  });
  if (token !== undefined) requireToken(app, token, cookieSuffix, limits.wrongTokensPerMinute);
  await app.register(csrf, {
    cookieKey: `isoflop-csrf-${cookieSuffix}`,
    cookieOpts: { httpOnly: true, sameSite: 'strict', path: '/' },
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (READING.has(request.method)) return done();
    if (readOnly)
      return done(new RefusedError(403, 'this server only reads; start it without --read-only to change anything', 'read-only'));
    // Who sends the token in a header is no browser that another page has talked into it.
    if (token !== undefined && hasBearer(request, token)) return done();
    app.csrfProtection(request, reply, done);
  });
}

function requireHost({ headers }: FastifyRequest, listensOn: string): void {
  if (isTrustedHost(headers.host, listensOn)) return;
  const error = `this server answers to localhost only, not to ${JSON.stringify(headers.host ?? '')}; open it as http://127.0.0.1`;
  throw new RefusedError(403, error);
}

/** Browsers say where a request comes from, and cannot be made to lie. A link to the page may come from anywhere; its data and every write may not. */
function requireSameOrigin({ headers, method, url }: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = headers;
  const foreign =
    (origin !== undefined && originHost(origin) !== headers.host?.toLowerCase()) || site === 'cross-site' || site === 'same-site';
  if (!foreign || (method === 'GET' && !url.startsWith('/api/'))) return;
  throw new RefusedError(
    403,
    `requests of other pages are refused, this one is from ${JSON.stringify(origin ?? site)}; open the page itself`,
  );
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** The page is opened with `?token=…` once, which leaves a cookie; programs send `Authorization: Bearer …`. */
function requireToken(app: FastifyInstance, token: string, cookieSuffix: string, wrongPerMinute: number): void {
  const name = `isoflop-token-${cookieSuffix}`;
  // The cookie is of no use where the token is asked for, and lasts as long as the token.
  const pass = createHmac('sha256', token).update('isoflop cookie').digest('hex');
  const countWrong = app.createRateLimit({ max: wrongPerMinute, timeWindow: '1 minute', keyGenerator: (request) => `token ${request.ip}` });
  app.addHook('onRequest', async (request, reply) => {
    const address = new URL(request.url, 'http://localhost');
    const given = request.method === 'GET' && address.pathname === '/' ? address.searchParams.get('token') : null;
    if (given !== null && isSame(given, token)) {
      address.searchParams.delete('token');
      reply.setCookie(name, pass, { httpOnly: true, sameSite: 'strict', path: '/' });
      return reply.redirect(`/${address.search}`, 303);
    }
    const carried = request.cookies[name];
    if ((carried !== undefined && isSame(carried, pass)) || hasBearer(request, token)) return;
    const tried = given !== null || carried !== undefined || request.headers.authorization !== undefined;
    const limit = tried ? await countWrong(request) : undefined;
    if (limit !== undefined && !limit.isAllowed && limit.isExceeded)
      throw new RefusedError(429, 'too many wrong tokens; wait a minute', 'rate');
    throw new RefusedError(401, 'open the page as it was printed, with ?token=…, or send the header authorization: Bearer TOKEN', 'token');
  });
}

function hasBearer({ headers: { authorization } }: FastifyRequest, token: string): boolean {
  const [, given] = /^Bearer (.+)$/.exec(authorization ?? '') ?? [];
  return given !== undefined && isSame(given, token);
}

/** Takes the same time wherever two texts differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}

const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // Pictures of plots are made in the page.
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Plain HTTP on the loopback address: a browser told to insist on HTTPS for localhost would break other servers there.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
} as const;
