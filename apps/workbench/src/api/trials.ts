import { type ResultsStore, TRIAL_KINDS, TRIAL_STATES } from '@isoflop/results-store';
import { budgetOf } from '@isoflop/search';
import { budgetRanges } from '@isoflop/search-space';
import type { FastifyInstance } from 'fastify';
import { columnsText } from './columns-text.js';
import type { ApiContext } from './context.js';
import { serve } from './routing.js';
import type { FrontAnswer, TrialsQuery } from './schema.js';
import { hypervolumeOf } from './study-rows.js';
import { frontOf } from './table/front.js';
import { selectPage } from './table/select-trials.js';
import { mutable, trialRowOf } from './trial-rows.js';

/** The trials of a study: pages, fronts, columns, curves, and one with everything stored. */
export function trialRoutes(app: FastifyInstance, { store, tables }: ApiContext): void {
  serve(app, 'GET /api/studies/:study/trials', async ({ params: { study }, query }) => {
    const table = hasRange(query) ? await tables.get(study) : await tables.getSoon(study);
    if (table === undefined) return storedPage(store, study, query);
    const { indices, total } = selectPage(table, query);
    return { trials: indices.map((index) => table.row(index)), total, cursor: table.cursor };
  });

  serve(app, 'GET /api/studies/:study/columns', async ({ params: { study } }, { reply }) => {
    const text = await columnsText(await tables.get(study));
    return reply.type('application/json; charset=utf-8').send(text) as never;
  });

  serve(app, 'GET /api/studies/:study/front', async ({ params: { study }, query: { cost, kind } }) => {
    const budget = budgetOf((await store.study(study)).spec);
    const within = budgetRanges(budget);
    const table = await tables.getSoon(study);
    const front =
      table === undefined
        ? (await store.front(study, { cost, kind, within })).map(trialRowOf)
        : frontOf(table, { cost, kind, within }).map((index) => table.row(index));
    return {
      objectives: { accuracy: 'maximize', [cost]: 'minimize' } satisfies FrontAnswer['objectives'] as FrontAnswer['objectives'],
      front,
      hypervolume: cost === 'macs' ? hypervolumeOf(front, budget.macs) : null,
    };
  });

  serve(app, 'GET /api/studies/:study/curves', async ({ params: { study }, query }) => ({
    curves: await Promise.all(query.trial.map(async (number) => ({ trial: number, metrics: await metricsOf(store, study, number) }))),
  }));

  serve(app, 'GET /api/studies/:study/trials/:number', async ({ params: { study, number } }) => {
    const trial = await store.trial(study, number);
    const [metrics, artifacts, architecture, annotations] = await Promise.all([
      store.metrics(trial.id),
      store.artifacts(trial.id),
      store.architecture(trial.architectureHash),
      store.annotations(study),
    ]);
    const annotation = annotations.find((each) => each.trial === number);
    return {
      ...trialRowOf(trial),
      architecture: architecture ?? null,
      metrics: metrics.map((metric) => ({ ...metric })),
      artifacts: artifacts.map(({ kind, path, sha256, bytes, createdAt }) => ({ kind, path, sha256, bytes, createdAt })),
      facts: trial.facts === null ? null : mutable(trial.facts),
      logTail: trial.logTail,
      note: annotation?.note ?? '',
      tags: [...(annotation?.tags ?? [])],
    };
  });
}

/** Ranges are for tables only. */
function hasRange(query: TrialsQuery): boolean {
  return Object.keys(query).some((name) => /(From|To)$/.test(name));
}

/** What the table would give, for while it is being read. */
async function storedPage(store: ResultsStore, study: string, { state, kind, limit, offset, orderBy, direction }: TrialsQuery) {
  const { lastEvent } = await store.position(study);
  const { counts } = await store.summary(study);
  const filter = { ...(state && { states: state }), ...(kind && { kinds: kind }) };
  const trials = await store.trials(study, { ...filter, limit, offset, orderBy, direction });
  const total = (kind ?? TRIAL_KINDS)
    .flatMap((each) => (state ?? TRIAL_STATES).map((one) => counts[each][one]))
    .reduce((sum, count) => sum + count, 0);
  return { trials: trials.map(trialRowOf), total, cursor: lastEvent };
}

async function metricsOf(store: ResultsStore, study: string, number: number) {
  const { id } = await store.trial(study, number);
  return (await store.metrics(id)).map((metric) => ({ ...metric }));
}
