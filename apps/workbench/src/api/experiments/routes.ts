import { hostname } from 'node:os';
import { parseArchitecture } from '@isoflop/blocks';
import type { StudyRequest } from '@isoflop/results-store';
import { enqueueCandidate, forkStudy, requestStudy, rerunTrials, resumeRunning, storedExperiment } from '@isoflop/search';
import { ExperimentError, experimentJsonSchema, openSpace, requireSatisfiable } from '@isoflop/search-space';
import type { FastifyInstance } from 'fastify';
import { dataShapeOf } from '../../experiment-source.js';
import type { ApiContext } from '../context.js';
import { ConflictError, UnusableError } from '../parse.js';
import { serve } from '../routing.js';
import type { CheckAnswer } from '../schema.js';
import { trialRowOf } from '../trial-rows.js';
import { issuesOf, readExperimentText, textOf } from './experiment-text.js';
import { forecastOf } from './forecast.js';
import { CensusError, SpaceCensus } from './space-census.js';

/** Experiments before and while they run: checked, started, steered. */
export function experimentRoutes(app: FastifyInstance, context: ApiContext): void {
  checking(app, context);
  starting(app, context);
  for (const request of ['pause', 'stop', 'cancel'] as const) steering(app, context, request);
  candidates(app, context);
}

function checking(app: FastifyInstance, { store, files }: ApiContext): void {
  const census = new SpaceCensus();
  app.addHook('onClose', () => census.close());

  serve(app, 'GET /api/experiments/schema', async () => experimentJsonSchema() as never);

  serve(app, 'POST /api/experiments/check', async ({ body }): Promise<CheckAnswer> => {
    const wrong = { experiment: null, nameTaken: false, feasibility: null, forecast: null };
    try {
      const { experiment, data } = await readExperimentText(textOf(body), files);
      const { space, budget, search, name } = experiment;
      const found = await census.take({ space, data, budget, seed: search.seed });
      return {
        issues: [],
        experiment: JSON.parse(JSON.stringify(experiment)),
        nameTaken: (await store.positions()).some((position) => position.name === name),
        feasibility: (found as CheckAnswer['feasibility'] | undefined) ?? null,
        forecast: found === undefined ? null : await forecastOf(store, experiment, found as NonNullable<CheckAnswer['feasibility']>),
      };
    } catch (error) {
      if (error instanceof ExperimentError) return { ...wrong, issues: issuesOf(error) };
      if (error instanceof CensusError) return { ...wrong, issues: [{ line: 1, column: 1, message: error.message }] };
      throw error;
    }
  });
}

function starting(app: FastifyInstance, { store, rows, launcher, files }: ApiContext): void {
  serve(app, 'POST /api/studies', async ({ body }) => {
    const { experiment, data } = await readExperimentText(textOf(body), files).catch((error: unknown) => {
      if (error instanceof ExperimentError) throw new UnusableError(error.message, issuesOf(error));
      throw error;
    });
    if (body.start && !launcher.canLaunch) {
      throw new ConflictError('searches cannot be started in a store that lives in this process alone; use an SQLite file');
    }
    requireSatisfiable(openSpace(experiment.space), data, experiment.budget);
    await store.createStudy({ name: experiment.name, spec: experiment });
    if (body.start) await launcher.launch(experiment.name);
    return { study: await rows.named(experiment.name), launched: body.start };
  });

  serve(app, 'POST /api/studies/:study/resume', async ({ params: { study }, body: { trials, macs, sampler, workers } }) => {
    const changes = { trials, budget: macs, sampler, workers };
    const options = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
    if ((await store.position(study)).runner?.alive) {
      if (options.length > 0)
        throw new ConflictError(`study "${study}" is being run and goes on as it is; stop it first, then resume with changes`);
      await resumeRunning(store, study);
      return { outcome: 'told' as const };
    }
    // Says what is wrong with a study that no search made, before a process is started for it.
    storedExperiment(await store.study(study));
    await launcher.launch(study, options);
    return { outcome: 'launched' as const };
  });

  serve(app, 'POST /api/studies/:study/fork', async ({ params: { study }, body: { name, at } }) => {
    await forkStudy(store, { from: study, to: name, ...(at !== undefined && { at }), now: Date.now() });
    return { study: await rows.named(name) };
  });
}

function steering(app: FastifyInstance, { store }: ApiContext, request: StudyRequest): void {
  serve(app, `POST /api/studies/:study/${request}`, async ({ params: { study } }) => ({
    outcome: await requestStudy(store, study, request, { pid: process.pid, host: hostname() }),
  }));
}

function candidates(app: FastifyInstance, { store }: ApiContext): void {
  serve(app, 'POST /api/studies/:study/enqueue', async ({ params: { study }, body }) => {
    const data = await dataShapeOf(storedExperiment(await store.study(study)));
    const candidate = 'params' in body ? body : { architecture: parseArchitecture(body.architecture) };
    return trialRowOf(await enqueueCandidate(store, study, data, candidate));
  });

  serve(app, 'POST /api/studies/:study/trials/:number/rerun', async ({ params: { study, number }, body: { seed } }) => {
    const [trial] = await rerunTrials(store, study, { which: number, ...(seed !== undefined && { seed }) });
    return trialRowOf(trial!);
  });

  serve(app, 'POST /api/studies/:study/rerun-failed', async ({ params: { study } }) => ({
    trials: (await rerunTrials(store, study, { which: 'failed' })).map(trialRowOf),
  }));
}
