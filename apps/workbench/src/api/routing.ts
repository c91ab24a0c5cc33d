import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, contract, type Request, type Route, type RouteName } from './contract.js';
import { parse } from './parse.js';
import { noParams } from './schema/query.js';

export interface Http {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Handler<Name extends RouteName> = (request: Request<Name>, http: Http) => Promise<Answer<Name>>;

/** Serves a route of the contract: what comes in is checked by it before the handler sees it. A parameter that is in no schema is refused. */
export function serve<Name extends RouteName>(app: FastifyInstance, name: Name, handler: Handler<Name>): void {
  const [method, url] = name.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string];
  const { params = noParams, query = noParams, body, status }: Route = contract[name];
  app.route({
    method,
    url,
    handler: async (request, reply) => {
      const checked = {
        params: parse(params, request.params, 'path'),
        query: parse(query, request.query, 'query'),
        body: body === undefined ? undefined : parse(body, request.body, 'body'),
      };
      const answer = await handler(checked as Request<Name>, { request, reply: reply.code(status ?? 200) });
      return answer;
    },
  });
}
