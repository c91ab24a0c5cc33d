import { hostname } from 'node:os';
import { architectureHash } from '@isoflop/blocks';
import { openEvaluator, runStep1, type Step1Result, studyOfSearch } from '@isoflop/search';
import type { ExperimentContext, TrainedNetwork } from '../lib/experiment.js';
import type { Member } from './members.js';
import { BASE, STEP1_FILE, step1Of } from './settings.js';

/** A network of the bake-off with what it reached, by seed. */
export interface TrainedMember extends Member {
  readonly validation: readonly number[];
  /** The test images are read once per training, after its last epoch, and nothing is chosen by them. */
  readonly test: readonly number[];
}

/** Trains the triples of step 1, or goes on with them. */
export async function trainStep1(context: ExperimentContext): Promise<Step1Result> {
  const { store, artifacts, evaluator, facts, signal, say } = context;
  const search = step1Of(context);
  const experiment = studyOfSearch(search, BASE);
  const result = await runStep1({
    ...{ search, base: BASE, store, signal },
    resume: (await store.studies()).some(({ name }) => name === search.name),
    data: { channels: 1, classes: 10, trainImages: facts.trainImages },
    evaluate: await openEvaluator({ experiment, experimentFile: STEP1_FILE, artifacts, facts: {}, ...evaluator }),
    runner: { pid: process.pid, host: hostname() },
    onEvent: (event) => {
      if (event.kind === 'trial-finished') say(`  step 1: ${event.trial.label}, seed ${event.trial.seed}: ${event.trial.accuracy ?? ''}`);
    },
    now: Date.now,
  });
  signal.throwIfAborted();
  if (result.verdict === undefined) throw new Error(`${search.name}: every triple must be trained, got an end before; run it again`);
  return result;
}

/** Trains every network once per seed; rules that make the same network share its trainings. */
export async function trainMembers({ train }: ExperimentContext, members: readonly Member[]): Promise<TrainedMember[]> {
  const hashes = members.map(({ architecture }) => architectureHash(architecture));
  const different = members.filter((_, i) => hashes.indexOf(hashes[i]) === i);
  const networks = await train({
    name: 'rules',
    networks: different.map(({ architecture, rule, times }) => ({ ...architecture, name: `${rule} ${times}x` })),
    measureTest: true,
  });
  return members.map((member, i) => {
    const network = networks[different.indexOf(members[hashes.indexOf(hashes[i])])];
    return { ...member, validation: allOf(network, network.accuracies), test: allOf(network, network.testAccuracies ?? []) };
  });
}

/** The tests need every rule with every seed. */
function allOf({ name, failures }: TrainedNetwork, accuracies: readonly (number | null)[]): readonly number[] {
  const known = accuracies.filter((accuracy) => accuracy !== null);
  if (known.length < accuracies.length || failures.length > 0)
    throw new Error(`bake-off: ${name} must be trained, got ${failures.join('; ')}`);
  return known;
}
