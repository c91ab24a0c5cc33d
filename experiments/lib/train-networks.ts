import { join } from 'node:path';
import { costOf } from '@isoflop/blocks';
import type { ResultsStore } from '@isoflop/results-store';
import { type EvaluatorOptions, openEvaluator, type Plan, type PlannedTrial, runPlan, type StudySpec } from '@isoflop/search';
import type { ExperimentContext, TrainedNetwork, TrainingFacts, TrainingPlan } from './experiment.js';

export interface TrainingPlace {
  readonly store: ResultsStore;
  /** Folder for weights and logs. */
  readonly artifacts: string;
  /** How trials are trained, where not each in a process of its own. */
  readonly evaluator: Pick<EvaluatorOptions, 'train'>;
  /** Prefix of the names of studies. */
  readonly experiment: string;
  readonly facts: TrainingFacts;
  readonly signal: AbortSignal;
  readonly say: ExperimentContext['say'];
}

/** Trains every network with every seed as a study that an interrupted run goes on with. */
export async function trainNetworks(place: TrainingPlace, plan: TrainingPlan): Promise<TrainedNetwork[]> {
  const { store, artifacts, facts, signal, say } = place;
  const experiment = specOf(place, plan);
  const planned = plan.networks.map((architecture) =>
    Array.from({ length: facts.seeds }, (_, i): PlannedTrial => ({ label: architecture.name, architecture, seed: 1 + i, params: {} })),
  );
  const all = planned.flat();
  const asked: Plan = (done) => all.filter((trial) => done(trial) === undefined);
  const resume = (await store.studies()).some(({ name }) => name === experiment.name);
  const evaluate = await openEvaluator({ experiment, experimentFile: 'experiments', artifacts, facts: {}, ...place.evaluator });
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
  return planned.map((trials, index) => {
    const architecture = plan.networks[index];
    const { macs, params } = costOf(architecture);
    const outcomes = trials.map((trial) => done(trial));
    return {
      ...{ name: architecture.name, macs, params },
      accuracies: outcomes.map((outcome) => outcome?.accuracy ?? null),
      failures: outcomes.flatMap((outcome) => (outcome?.state === 'failed' ? [outcome.reason ?? 'failed'] : [])),
      weightFiles: outcomes.map((outcome) => join(artifacts, experiment.name, `trial-${outcome?.number}`, 'weights.safetensors')),
    };
  });
}

function specOf({ experiment, facts }: TrainingPlace, plan: TrainingPlan): StudySpec {
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
