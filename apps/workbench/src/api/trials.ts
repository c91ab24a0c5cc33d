import type { ResultsStore, StudySummary } from '@isoflop/results-store';
import type { FastifyInstance } from 'fastify';
import { parse } from './parse.js';
import { noQuery, studyPath, type TrialAnswer, type TrialState, type TrialsAnswer, trialPath, trialsQuery } from './schema.js';
import { mutable, trialRowOf } from './trial-rows.js';

/** The trials of a study: pages of rows, and one with everything stored. */
export function trialRoutes(app: FastifyInstance, store: ResultsStore): void {
  app.get('/api/studies/:study/trials', async (request): Promise<TrialsAnswer> => {
    const { study } = parse(studyPath, request.params, 'path');
    const { state, ...page } = parse(trialsQuery, request.query, 'query');
    const summary = await store.summary(study);
    const trials = await store.trials(study, state === undefined ? page : { ...page, states: state });
    return { trials: trials.map(trialRowOf), total: countTrials(summary, state) };
  });

  app.get('/api/studies/:study/trials/:number', async (request): Promise<TrialAnswer> => {
    const { study, number } = parse(trialPath, request.params, 'path');
    parse(noQuery, request.query, 'query');
    const trial = await store.trial(study, number);
    const [metrics, artifacts, architecture] = await Promise.all([
      store.metrics(trial.id),
      store.artifacts(trial.id),
      store.architecture(trial.architectureHash),
    ]);
    return {
      ...trialRowOf(trial),
      architecture: architecture ?? null,
      metrics: metrics.map(({ epoch, name, value, seconds }) => ({ epoch, name, value, seconds })),
      artifacts: artifacts.map(({ kind, path, sha256, bytes, createdAt }) => ({ kind, path, sha256, bytes, createdAt })),
      facts: trial.facts === null ? null : mutable(trial.facts),
      logTail: trial.logTail,
    };
  });
}

function countTrials(study: StudySummary, states: readonly TrialState[] | undefined): number {
  let total = 0;
  for (const byState of Object.values(study.counts)) {
    for (const [state, count] of Object.entries(byState) as [TrialState, number][]) {
      if (states === undefined || states.includes(state)) total += count;
    }
  }
  return total;
}
