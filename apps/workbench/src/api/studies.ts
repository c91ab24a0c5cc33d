import { summarize } from '@isoflop/search';
import type { FastifyInstance } from 'fastify';
import { deleteStudy } from '../delete-study.js';
import type { ApiContext } from './context.js';
import { ConflictError } from './parse.js';
import { serve } from './routing.js';
import type { OutcomeAnswer, StoreEvent, StudyAnswer } from './schema.js';
import { trialRowOf } from './trial-rows.js';

/** The studies: lists, one with its experiment, its outcome and history; gone for good. */
export function studyRoutes(app: FastifyInstance, { store, rows, launcher, artifacts }: ApiContext): void {
  // A cursor is read before what it belongs to: what is written in between is then told again, and never lost.
  serve(app, 'GET /api/studies', async () => ({ cursor: await store.lastEvent(), studies: await rows.all() }));

  serve(app, 'GET /api/studies/:study', async ({ params: { study } }) => {
    const position = await store.position(study);
    const { spec } = await store.study(study);
    return {
      ...(await rows.of(position)),
      spec: spec as StudyAnswer['spec'],
      log: await launcher.logOf(study),
      cursor: position.lastEvent,
    };
  });

  serve(app, 'DELETE /api/studies/:study', async ({ params: { study } }) => {
    // Its process takes the lease a moment after it was started.
    if (launcher.hasStarted(study))
      throw new ConflictError(`study "${study}" is being run by a process that was started here; stop it first`);
    return deleteStudy(store, artifacts, study);
  });

  serve(app, 'GET /api/studies/:study/outcome', async ({ params: { study } }) => {
    const { best, finalists, baselines, hypervolume } = await summarize(store, study);
    return {
      best: best === undefined ? null : trialRowOf(best),
      finalists: finalists.map(({ trial, runs, accuracy, testAccuracy }): OutcomeAnswer['finalists'][number] => ({
        ...{
          trial: trial.number,
          seeds: runs.length,
          accuracy: { ...accuracy },
          testAccuracy: testAccuracy === undefined ? null : { ...testAccuracy },
        },
      })),
      baselines: baselines.map(trialRowOf),
      hypervolume: hypervolume ?? null,
    };
  });

  serve(app, 'GET /api/studies/:study/events', async ({ params: { study }, query }) => ({
    events: (await store.events({ study, ...query })).map(eventOf),
  }));
}

export function eventOf({
  id,
  trial,
  kind,
  data,
  at,
}: { readonly [K in keyof StoreEvent]: K extends 'data' ? object : StoreEvent[K] }): StoreEvent {
  return { id, trial, kind, data: data as StoreEvent['data'], at };
}
