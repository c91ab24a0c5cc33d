import type { ResultsStore, StudySummary } from '@isoflop/results-store';
import { budgetOf } from '@isoflop/search';
import { budgetRanges } from '@isoflop/search-space';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parse } from './parse.js';
import { type FrontAnswer, noQuery, type StudiesAnswer, type StudyAnswer, type StudyRow, studyPath } from './schema.js';
import { trialRowOf } from './trial-rows.js';

/** The studies, and the front of each. */
export function studyRoutes(app: FastifyInstance, store: ResultsStore): void {
  app.get('/api/studies', async (request): Promise<StudiesAnswer> => {
    parse(noQuery, request.query, 'query');
    return { studies: (await store.studies()).map(studyRowOf) };
  });

  app.get('/api/studies/:study', async (request): Promise<StudyAnswer> => {
    const { study } = parse(studyPath, request.params, 'path');
    parse(noQuery, request.query, 'query');
    const summary = await store.summary(study);
    return { ...studyRowOf(summary), spec: summary.spec as StudyAnswer['spec'] };
  });

  app.get('/api/studies/:study/front', async (request): Promise<FrontAnswer> => {
    const { study } = parse(studyPath, request.params, 'path');
    parse(noQuery, request.query, 'query');
    const { spec } = await store.study(study);
    const front = await store.front(study, { within: budgetRanges(budgetOf(spec)) });
    return { objectives: { accuracy: 'maximize', macs: 'minimize' }, front: front.map(trialRowOf) };
  });
}

/** The few facts of an experiment that the page shows. What is absent or of another form is left out, so that old studies still open. */
const specFacts = z.object({
  dataset: z.string().nullable().catch(null),
  budget: z.object({ macs: z.number().nullable().catch(null) }).catch({ macs: null }),
  search: z.object({ trials: z.int().nullable().catch(null) }).catch({ trials: null }),
});

function studyRowOf(study: StudySummary): StudyRow {
  const facts = specFacts.safeParse(study.spec).data;
  const { runner } = study;
  return {
    name: study.name,
    state: study.state,
    createdAt: study.createdAt,
    dataset: facts?.dataset ?? null,
    budgetMacs: facts?.budget.macs ?? null,
    plannedTrials: facts?.search.trials ?? null,
    counts: study.counts,
    best: study.best === undefined ? null : trialRowOf(study.best),
    runner: runner === undefined ? null : { pid: runner.pid, host: runner.host, alive: runner.alive },
  };
}
