import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { contract, type Route, type RouteName } from './contract.js';
import { openApiDocument } from './openapi.js';
import { errorAnswer } from './schema.js';
import { type ApiAnswer, ApiClient } from './testing/api-client.js';
import { arbitraryOf, type JsonSchema } from './testing/arbitrary.js';
import { newTrial } from './testing/trials.js';

const EXPERIMENT = `
name: a
dataset: formula
space: { preset: efficientnet-scaling, resolution: [32, 40], width: [0.5, 1], depth: [0.5, 1] }
budget: { macs: 400M }
search: { trials: 9 }
evaluator: { kind: module, file: formula.mjs }
`;

let folder: string;
let api: ApiClient;

/** A store with studies of several kinds, in a file, so that processes which are started find something. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-fuzz-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'formula.mjs'), 'export default () => ({ accuracy: 0.5 });');
  const store = await openStore(join(folder, 'studies.db'));
  // Limits are another test's matter.
  const limits = { readsPerMinute: 1e6, writesPerMinute: 1e6 };
  api = await ApiClient.open({ store, files: join(folder, 'files'), limits });
  for (const name of ['a', 'größe 1/2?', '..']) {
    await store.createStudy({ name, spec: name === 'a' ? parseExperiment(EXPERIMENT, 'a') : { budget: { macs: 'many' }, search: 3 } });
    for (const accuracy of [0.25, 0.5, 0.75, 1, undefined]) {
      const trial = await store.startTrial((await store.createTrial(name, newTrial({ params: { depth: (accuracy ?? 3) * 4 } }))).id);
      if (accuracy === undefined) await store.reportMetrics(trial, [{ epoch: 1, name: 'loss', value: Number.NaN }]);
      else await store.finishTrial(trial, { state: 'complete', accuracy, facts: { epochs: 3 } });
    }
  }

  // Nothing is started for a study that is being run.
  await store.acquireRunner('a', { pid: process.pid, host: hostname() });
});

afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const document = openApiDocument() as { paths: Record<string, Record<string, Operation>> };

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
}

/** Values that mean something here, beside those that the schema allows. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  study: ['a', 'a', 'größe 1/2?', 'none'],
  number: ['1', '5', '99'],
  trial: ['1', '5'],
  hash: [newTrial().architecture.hash, 'none'],
  limit: ['1', '10', '1000'],
  offset: ['0', '3', '1000000'],
  after: ['0', '5'],
};
const BODIES: { readonly [Name in RouteName]?: readonly unknown[] } = {
  'POST /api/architectures/cost': [{ name: 'mobilenet_v2' }, { architecture: newTrial().architecture.architecture }],
  'POST /api/experiments/check': [{ text: EXPERIMENT }],
  'POST /api/studies': [{ text: EXPERIMENT.replace('name: a', 'name: b'), start: false }, { text: EXPERIMENT }],
  'POST /api/studies/:study/enqueue': [{ params: { resolution: 32, width: 1, depth: 0.5 } }],
  'POST /api/studies/:study/fork': [{ name: 'twig' }],
  'POST /api/studies/:study/export': [{ trial: 1, formats: ['json'], verify: false }],
};

/** What is asked is right, or each part of it may be anything. */
function parameter({ name, schema }: Operation['parameters'][number], isRight: boolean): fc.Arbitrary<unknown> {
  const words = WORDS[name];
  const right = words === undefined ? arbitraryOf(schema) : fc.constantFrom(...words);
  return isRight ? right : fc.oneof(right, arbitraryOf(schema), fc.string({ unit: 'binary', maxLength: 30 }));
}

function requestsOf(name: RouteName): fc.Arbitrary<{ url: string; body: unknown }> {
  return fc.boolean().chain((isRight) => requestOf(name, isRight));
}

function requestOf(name: RouteName, isRight: boolean): fc.Arbitrary<{ url: string; body: unknown }> {
  const [method, path] = name.split(' ') as [string, string];
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!;
  const valuesAt = (place: string) =>
    fc.record(
      Object.fromEntries(operation.parameters.filter((each) => each.in === place).map((each) => [each.name, parameter(each, isRight)])),
      {
        requiredKeys: place === 'path' ? undefined : [],
      } as { requiredKeys: [] },
    );
  const schema = operation.requestBody?.content['application/json'].schema;
  const examples = BODIES[name] ?? [];
  const rightBody =
    schema === undefined ? fc.constant(undefined) : fc.oneof(arbitraryOf(schema), ...examples.map((example) => fc.constant(example)));
  const body = isRight || schema === undefined ? rightBody : fc.oneof(rightBody, fc.jsonValue());
  return fc.record({ path: valuesAt('path'), query: valuesAt('query'), body }).map(({ path: places, query, body: content }) => {
    const filled = path.replace(/:(\w+)/g, (_, each: string) =>
      encodeURIComponent(wellFormed(String((places as Record<string, unknown>)[each]))),
    );
    const pairs = Object.entries(query as Record<string, unknown>).flatMap(([key, value]) =>
      [value].flat().map((one): [string, string] => [key, wellFormed(String(one))]),
    );
    const search = new URLSearchParams(pairs).toString();
    return { url: search === '' ? filled : `${filled}?${search}`, body: content };
  });
}

/** Half of a surrogate pair has no place in an address. */
const wellFormed = (text: string) => Buffer.from(text).toString();

/** Those that never end have tests of their own. */
const SKIPPED: readonly RouteName[] = ['GET /api/stream', 'GET /api/studies/:study/stream'];
const FEW_RUNS: readonly RouteName[] = [
  'GET /api/studies/:study/fit',
  'GET /api/studies/:study/scores',
  'POST /api/studies/:study/export',
  'POST /api/experiments/check',
  'POST /api/studies',
  'GET /api/zoo',
];
/** What is asked for is not there, or takes a training first. */
const NEVER_RIGHT: readonly RouteName[] = [
  'GET /api/studies/:study/trials/:number/log',
  'GET /api/studies/:study/trials/:number/artifacts/:sha256',
  'GET /api/studies/:study/fit',
  'POST /api/studies/:study/resume',
  'GET /api/exports/:id',
  'GET /api/exports/:id/files/:index',
  'GET /api/exports/:id/archive',
];

describe('whatever is asked', () => {
  const names = (Object.keys(contract) as RouteName[]).filter((name) => !SKIPPED.includes(name));

  it.each(names)('%s answers as it says, or with an error in JSON, and never fails', async (name) => {
    const [method] = name.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE'];
    const route: Route = contract[name];
    let right = 0;
    const property = fc.asyncProperty(requestsOf(name), async ({ url, body }) => {
      const answer = method === 'GET' ? await api.get(url) : await api.write(method, url, body as object);
      if (expectAnswer(route, answer, url)) right += 1;
    });
    await fc.assert(property, { numRuns: FEW_RUNS.includes(name) ? 12 : 60, seed: 6 });
    if (!NEVER_RIGHT.includes(name)) expect(right, 'requests that were answered as the contract says').toBeGreaterThan(0);
  });
});

/** Whether it is the answer that the contract promises; an error is one that it allows. */
function expectAnswer(route: Route, answer: ApiAnswer, url: string): boolean {
  if (answer.status === (route.status ?? 200)) {
    if (typeof route.answer !== 'string') (route.answer as z.ZodType).parse(answer.json());
    return true;
  }
  expect([400, 404, 409, 413, 415, 422, 503], `${url} answered ${answer.status}: ${answer.text}`).toContain(answer.status);
  const { error } = errorAnswer.parse(answer.json());
  expect(error, url).not.toMatch(/\n|node_modules|the server failed/);
  if (answer.status === 503) expect(answer.json().code).toBe('busy');
  return false;
}

describe('the OpenAPI document', () => {
  it('has every route of the contract, each with parameters and an answer', async () => {
    const served = (await api.get('/api/openapi.json')).json() as unknown as typeof document & { openapi: string };
    expect(served.openapi).toBe('3.1.0');
    const listed = Object.entries(served.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(
      Object.keys(contract)
        .map((name) => name.replace(/:(\w+)/g, '{$1}'))
        .sort(),
    );
    for (const [path, operations] of Object.entries(served.paths)) {
      for (const operation of Object.values(operations)) {
        const named = operation.parameters.filter((each) => each.in === 'path').map((each) => `{${each.name}}`);
        expect([...path.matchAll(/\{\w+\}/g)].map(([place]) => place)).toEqual(named);
      }
    }
  });
});
