import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { version } from '../version.js';
import { contract, type Route, type RouteName } from './contract.js';
import { serve } from './routing.js';
import { errorAnswer } from './schema.js';

type Json = Record<string, unknown>;

/** The contract as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12 as zod writes them. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(contract) as [RouteName, Route][]) {
    const [method, path] = name.split(' ') as [string, string];
    const place = path.replace(/:(\w+)/g, '{$1}');
    paths[place] = { ...paths[place], [method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'isoflop dashboard',
      version,
      description: 'Times are milliseconds since 1970, accuracies 0 to 1, macs multiply-adds of one image.',
    },
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

export function openApiRoute(app: FastifyInstance): void {
  let document: Json | undefined;
  serve(app, 'GET /api/openapi.json', async () => {
    document ??= openApiDocument();
    return document as never;
  });
}

function operationOf(name: RouteName, { summary, params, query, body, answer, status }: Route): Json {
  return {
    operationId: name.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      [status ?? 200]: { description: summary, content: contentOf(answer) },
      default: { description: 'An error', content: { 'application/json': { schema: schemaOf(errorAnswer, 'output') } } },
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

function contentOf(answer: Route['answer']): Json {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (answer === 'bytes') return { 'application/octet-stream': {} };
  if (answer === 'stream') return { 'text/event-stream': { schema: { type: 'string' } } };
  return { 'application/json': { schema: schemaOf(answer, 'output') } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}
