import { join } from 'node:path';
import { costOf } from '@isoflop/blocks';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import { type Evaluator, openEvaluator, type Plan, type PlannedTrial, runPlan, type StudySpec } from '@isoflop/search';
import type { StudyPlace, TrainedNetwork, TrainingPlan } from './experiment.js';

/** Trains every network with every seed as a study that an interrupted run goes on with. */
export async function trainNetworks(place: StudyPlace, plan: TrainingPlan): Promise<TrainedNetwork[]> {
  const { store, artifacts, facts, signal, say } = place;
  const experiment = specOf(place, plan);
  const planned = plan.networks.map((architecture) =>
    Array.from(
      { length: facts.seeds },
      (_, i): PlannedTrial => ({ label: architecture.name, architecture, seed: (facts.firstSeed ?? 1) + i, params: {} }),
    ),
  );
  const all = planned.flat();
  const asked: Plan = (done) => all.filter((trial) => done(trial) === undefined);
  const resume = (await store.studies()).some(({ name }) => name === experiment.name);
  const trained = await openEvaluator({ experiment, experimentFile: 'experiments', artifacts, facts: {}, ...place.evaluator });
  const evaluate: Evaluator = plan.measureTest
    ? Object.assign(((subject, context) => trained(subject, { ...context, measureTest: true })) as Evaluator, { forget: trained.forget })
    : trained;
  let ended = 0;
  const { isComplete, done } = await runPlan(
    {
      ...{ experiment, store, evaluate, resume, signal },
      data: { channels: 1, classes: 10 },
      runner: { pid: process.pid, host: 'experiments' },
      onEvent: (event) => {
        if (event.kind === 'trial-finished')
          say(`  ${plan.name} ${++ended} of ${all.length}: ${event.trial.label} ${event.trial.accuracy ?? ''}`);
      },
      now: Date.now,
    },
    asked,
  );
  signal.throwIfAborted();
  if (!isComplete) throw new Error(`${experiment.name}: every network must be trained, got an end before; run it again`);
  const networks = planned.map(async (trials, index) => {
    const architecture = plan.networks[index];
    const { macs, params } = costOf(architecture);
    const outcomes = trials.map((trial) => done(trial));
    return {
      ...{ name: architecture.name, macs, params },
      accuracies: outcomes.map((outcome) => outcome?.accuracy ?? null),
      ...(plan.measureTest && { testAccuracies: await Promise.all(outcomes.map((outcome) => testAccuracy(store, outcome))) }),
      failures: outcomes.flatMap((outcome) => (outcome?.state === 'failed' ? [outcome.reason ?? 'failed'] : [])),
      weightFiles: outcomes.map((outcome) => join(artifacts, experiment.name, `trial-${outcome?.number}`, 'weights.safetensors')),
    };
  });
  return Promise.all(networks);
}

async function testAccuracy(store: ResultsStore, trial: Trial | undefined): Promise<number | null> {
  const metrics = trial ? await store.metrics(trial.id) : [];
  return metrics.find(({ name }) => name === 'test-accuracy')?.value ?? null;
}

function specOf({ experiment, facts }: StudyPlace, plan: TrainingPlan): StudySpec {
  const { dataset, recipe, epochs, trainImages, validationImages } = facts;
  return {
    name: `${experiment}-${plan.name}`,
    dataset,
    budget: {},
    search: { seed: plan.splitSeed ?? 1 },
    evaluator: { kind: 'train' },
    limits: {},
    training: {
      recipe: plan.recipe ?? recipe,
      epochs: plan.epochs ?? epochs,
      trainImages: plan.trainImages ?? trainImages,
      validationImages,
    },
    runtime: { backend: 'auto', workers: 1, timeoutMinutes: 60, hangSeconds: 600 },
  };
}
