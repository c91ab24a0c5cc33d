import { architectureHash, costOf } from '@isoflop/blocks';
import { type NewTrial, openStore, type RestoredRecords, type RestoredTrial, type ResultsStore } from '@isoflop/results-store';
import { feasibleSampler, openSpace, parseExperiment } from '@isoflop/search-space';
import { Rng } from 'hyperopt-js';

/** What the study says that it searched: 18 dimensions, costs over two decades. */
const experimentText = (name: string, trials: number, seed: number) => `
name: ${name}
dataset: fashion-mnist
space:
  preset: mbconv
  resolution: [12, 16, 20, 24, 28, 32]
  width: [0.5, 0.75, 1, 1.25, 1.5]
  depth: { perStage: [1, 2, 3] }
  kernel: { perStage: [3, 5] }
  expansion: { perStage: [2, 3, 4, 6] }
budget: { macs: 8M }
search: { sampler: tpe, trials: ${trials}, seed: ${seed}, fidelity: { epochs: [1, 3, 9] } }
training: { recipe: quick, trainImages: 4800, validationImages: 2000 }
`;

const DATA = { channels: 1, classes: 10 };
const STARTED_AT = Date.UTC(2026, 0, 5, 8);
/** Networks that the trials are of: building one takes longer than writing ten trials. */
const NETWORKS = 4000;
const BATCH = 500;

export interface LargeStudyOptions {
  readonly name: string;
  readonly trials: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

type Network = Pick<NewTrial, 'architecture' | 'cost'> & { readonly params: RestoredTrial['params'] };

/** Writes a complete study with all that a search leaves of it: trials in every final state, curves, facts, history. The same seed gives the same study. */
export async function fillStudy(file: string, { name, trials, seed, say }: LargeStudyOptions): Promise<void> {
  const experiment = parseExperiment(experimentText(name, trials, seed), 'fill');
  const rng = Rng.fromSeed(seed);
  const networks = networksOf(experiment, Math.min(NETWORKS, trials), rng);
  const store = await openStore(file);
  try {
    await store.restoreStudy({ name, spec: JSON.parse(JSON.stringify(experiment)), state: 'complete', createdAt: STARTED_AT });
    await restoreArchitectures(store, name, networks);
    for (let first = 1; first <= trials; first += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, trials + 1 - first) }, (_, index) => first + index);
      const made = numbers.map((number) => trialOf(number, networks[rng.int(networks.length)]!, rng));
      await store.restoreRecords(name, { trials: made, events: made.flatMap(historyOf) });
      if ((first - 1) % 10_000 === 0) say(`${first - 1 + numbers.length} of ${trials} trials`);
    }
    await store.annotate(name, null, { note: 'A synthetic study: nothing was trained.', tags: ['synthetic'] });
  } finally {
    await store.close();
  }
}

function networksOf(experiment: ReturnType<typeof parseExperiment>, count: number, rng: Rng): Network[] {
  const space = openSpace(experiment.space);
  const inside = feasibleSampler(space, DATA, experiment.budget);
  return Array.from({ length: count }, () => {
    const params = inside.draw(() => rng.uniform());
    const architecture = space.build(params, DATA);
    const { macs, params: learnable, activations, weightsBytes } = costOf(architecture);
    return {
      params: params as Network['params'],
      architecture: { hash: architectureHash(architecture), architecture },
      cost: { macs, params: learnable, activations, weightsBytes },
    };
  });
}

async function restoreArchitectures(store: ResultsStore, name: string, networks: readonly Network[]): Promise<void> {
  for (let start = 0; start < networks.length; start += BATCH) {
    await store.restoreRecords(name, { architectures: networks.slice(start, start + BATCH).map(({ architecture }) => architecture) });
  }
}

/** Accuracy grows with the cost and scatters; one in fifty fails and two in three are stopped at a rung, as successive halving does. */
function trialOf(number: number, { params, architecture, cost }: Network, rng: Rng): RestoredTrial {
  const fate = rng.uniform();
  const epochs = fate < 0.02 ? 1 : fate < 0.46 ? 1 : fate < 0.68 ? 3 : 9;
  const state = fate < 0.02 ? 'failed' : epochs < 9 ? 'pruned' : 'complete';
  const limit = 0.93 - 0.35 * (cost.macs / 100_000) ** -0.35 - 0.02 * Math.abs(rng.normal());
  const curve = Array.from({ length: epochs }, (_, index) =>
    Math.min(1, Math.max(0.1, limit * (1 - 0.5 * 0.6 ** (index + 1)) + 0.005 * rng.normal())),
  );
  const seconds = (epochs * cost.macs * 4800) / 6e9 + 0.4 + 0.2 * rng.uniform();
  const createdAt = STARTED_AT + number * 1500;
  const accuracy = curve.at(-1)!;
  return {
    ...{
      number,
      kind: 'search',
      label: null,
      rerunOf: null,
      parents: [],
      state,
      attempt: 1,
      worker: '1',
      plannedEpochs: 9,
      params,
      architectureHash: architecture.hash,
      seed: 1,
      cost,
    },
    accuracy: state === 'failed' ? null : accuracy,
    loss: state === 'failed' ? null : 2.3 * (1 - accuracy),
    seconds,
    imagesPerSecond: state === 'failed' ? null : (4800 * epochs) / seconds,
    reason:
      state === 'complete'
        ? null
        : state === 'failed'
          ? 'diverged: the loss is not a number'
          : `asha: not among the best 1/3 of those that reached epoch ${epochs}`,
    logTail: null,
    facts: { backend: 'wasm', epochs, dataset: { name: 'fashion-mnist', validation: 2000 } },
    createdAt,
    startedAt: createdAt + 5,
    finishedAt: createdAt + 5 + Math.round(1000 * seconds),
    metrics: curve.map((value, index) => ({ epoch: index + 1, name: 'val-accuracy', value, seconds: (seconds * (index + 1)) / epochs })),
    artifacts: [],
  };
}

function historyOf({
  number,
  kind,
  state,
  accuracy,
  reason,
  createdAt,
  startedAt,
  finishedAt,
}: RestoredTrial): NonNullable<RestoredRecords['events']>[number][] {
  return [
    { trial: number, kind: 'trial-created', data: { kind }, at: createdAt },
    { trial: number, kind: 'trial-started', data: { attempt: 1 }, at: startedAt ?? createdAt },
    { trial: number, kind: `trial-${state}`, data: state === 'complete' ? { accuracy } : { reason }, at: finishedAt ?? createdAt },
  ];
}
