import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { architectureHash } from '@isoflop/blocks';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { probeBackend } from '@isoflop/runtime';
import {
  datasetOf,
  type Evaluator,
  openEvaluator,
  type PlannedTrial,
  runPlan,
  runStep1,
  type SessionOptions,
  type Step1Result,
  type StudyEvent,
  studyOfSearch,
} from '@isoflop/search';
import { openDataset } from '@isoflop/training';
import { type Member, membersOf } from './members.js';
import { type Settings, STEP1_FILE } from './settings.js';

/** A network of the bake-off with what it reached, by seed. */
export interface TrainedMember extends Member {
  readonly validation: readonly number[];
  /** The test images are read once per training, after its last epoch, and nothing is chosen by them. */
  readonly test: readonly number[];
}

export interface Trained {
  readonly step1: Step1Result;
  readonly members: readonly TrainedMember[];
}

const STUDY = 'bake-off';

/** Trains what is not in the store yet. Undefined where the signal stopped it. */
export async function train(settings: Settings, signal: AbortSignal): Promise<Trained | undefined> {
  const { base, search, budgets, workFolder } = settings;
  mkdirSync(workFolder, { recursive: true });
  const store = await openStore(`${workFolder}bake-off.db`);
  try {
    const session = await sessionOf(settings, store, signal);
    const step1 = await runStep1({ ...session, base, search, resume: await isKnown(store, search.name) });
    if (step1.interrupted || step1.verdict === undefined) return undefined;
    const members = membersOf(base, step1.verdict.best, budgets, search.budget.tolerance);
    const trained = await trainMembers(settings, members, session);
    return trained && { step1, members: trained };
  } finally {
    await store.close();
  }
}

type Session = Omit<SessionOptions, 'experiment' | 'resume'> & { readonly evaluate: Evaluator };

async function sessionOf({ base, search, workFolder }: Settings, store: ResultsStore, signal: AbortSignal): Promise<Session> {
  const experiment = studyOfSearch(search, base);
  const { name, ...request } = datasetOf(experiment);
  const { channels, classes, train: images } = await openDataset(name, { ...request, log: say });
  const { facts } = await probeBackend(search.runtime.backend);
  return {
    store,
    signal,
    data: { channels, classes: classes.length, trainImages: images.count },
    evaluate: await openEvaluator({
      ...{ experiment, experimentFile: STEP1_FILE, artifacts: `${workFolder}artifacts` },
      facts: { software: { ...facts } as never },
    }),
    runner: { pid: process.pid, host: hostname() },
    onEvent: tell,
    now: Date.now,
  };
}

/** All members with the first seed, then with the next: whenever it is stopped, as many whole rounds are there as could be. */
async function trainMembers(settings: Settings, members: readonly Member[], session: Session): Promise<TrainedMember[] | undefined> {
  const { base, search, seeds } = settings;
  const { scaling, ...study } = studyOfSearch(search, base);
  const experiment = {
    ...study,
    name: STUDY,
    bakeOff: { base, members: members.map(({ rule, times, factors }) => ({ rule, times, factors })) },
  };
  const { evaluate, store } = session;
  const withTest: Evaluator = Object.assign(((subject, context) => evaluate(subject, { ...context, measureTest: true })) as Evaluator, {
    forget: evaluate.forget,
  });
  // Rules that make the same network share its trainings.
  const hashes = members.map(({ architecture }) => architectureHash(architecture));
  const sharedWith = members.map((_, i) => members[hashes.indexOf(hashes[i])]);
  const plan = seeds.flatMap((seed) => [...new Set(sharedWith)].map((member) => plannedOf(member, seed)));
  const resume = await isKnown(store, STUDY);
  const { done, isComplete } = await runPlan({ ...session, experiment, evaluate: withTest, resume }, (known) =>
    plan.filter((next) => known(next) === undefined),
  );
  if (!isComplete) return undefined;
  return Promise.all(
    members.map(async (member, i) => {
      const trials = seeds.map((seed) => done(plannedOf(sharedWith[i], seed))!);
      const failed = trials.find(({ state }) => state !== 'complete');
      if (failed) throw new Error(`bake-off: trial ${failed.number} (${failed.label}) ${failed.state}: ${failed.reason}`);
      const test = await Promise.all(trials.map(async ({ id }) => testAccuracy(store, id)));
      return { ...member, validation: trials.map(({ accuracy }) => accuracy!), test };
    }),
  );
}

async function testAccuracy(store: ResultsStore, trialId: number): Promise<number> {
  const value = (await store.metrics(trialId)).find(({ name }) => name === 'test-accuracy')?.value;
  if (value === undefined || value === null) throw new Error(`bake-off: trial ${trialId} has no test accuracy`);
  return value;
}

function plannedOf({ rule, times, architecture, factors }: Member, seed: number): PlannedTrial {
  const label = `${rule} ${times}x`;
  const { depth, width, resolution } = factors;
  return { label, architecture: { ...architecture, name: label }, seed, params: { rule, times, depth, width, resolution } };
}

async function isKnown(store: ResultsStore, study: string): Promise<boolean> {
  return (await store.studies()).some(({ name }) => name === study);
}

function tell(event: StudyEvent): void {
  if ('message' in event) say(event.message);
  if (!('trial' in event) || event.kind !== 'trial-finished') return;
  const { trial, progress } = event;
  const eta = progress.etaSeconds === undefined ? '' : `, ${Math.round(progress.etaSeconds / 60)} min left`;
  const outcome = trial.accuracy === null ? trial.reason : `validation ${(100 * trial.accuracy).toFixed(1)} %`;
  say(`[${progress.finishedTrials}/${progress.plannedTrials}] ${trial.label}, seed ${trial.seed}: ${outcome}${eta}`);
}

function say(line: string): void {
  console.error(line);
}
