import { type Architecture, architectureHash, costOf } from '@isoflop/blocks';
import type { MetricReport, ResultsStore, Trial, TrialKind } from '@isoflop/results-store';

export const BUDGET_MACS = 2_000_000;
const EPOCHS = 6;

/** A point of the quickstart's space. */
interface Choice {
  readonly resolution: number;
  readonly width: number;
  readonly depth: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly expansion: readonly [number, number];
}

interface SampleTrial {
  readonly kind: TrialKind;
  readonly label?: string;
  readonly choice: Choice;
  /** How far the result is from what the cost alone would give. */
  readonly luck: number;
}

const choice = (resolution: number, width: number, depth: Choice['depth'], kernel: Choice['kernel'], expansion: Choice['expansion']) => ({
  resolution,
  width,
  depth,
  kernel,
  expansion,
});

const BASELINES: readonly SampleTrial[] = [
  { kind: 'baseline', label: 'depth only', choice: choice(20, 1, [2, 3], [3, 3], [3, 3]), luck: -0.022 },
  { kind: 'baseline', label: 'width only', choice: choice(20, 1.4, [1, 1], [3, 3], [3, 3]), luck: -0.014 },
  { kind: 'baseline', label: 'resolution only', choice: choice(28, 1, [1, 1], [3, 3], [3, 3]), luck: -0.006 },
];

/** Every combination of a small grid, in an order that jumps about as a sampler's does. */
function searchTrials(): SampleTrial[] {
  const grid = [16, 20, 24, 28].flatMap((resolution) =>
    [0.5, 0.75, 1].flatMap((width) =>
      (
        [
          [1, 1],
          [2, 1],
          [1, 2],
        ] as const
      ).map((depth, index) => choice(resolution, width, depth, index === 1 ? [3, 5] : [3, 3], index === 2 ? [4, 6] : [3, 4])),
    ),
  );
  const affordable = grid.filter((chosen) => costOf(architectureOf(chosen)).macs <= BUDGET_MACS);
  return affordable.map((_, index) => ({
    kind: 'search',
    choice: affordable[(index * 13) % affordable.length]!,
    luck: -0.02 * Math.abs(Math.sin(index * 1.7)),
  }));
}

function architectureOf({ resolution, width, depth, kernel, expansion }: Choice): Architecture {
  const channels = (base: number) => Math.max(8, Math.round((base * width) / 8) * 8);
  const stage = (index: 0 | 1, base: number) => ({
    repeats: depth[index],
    block: {
      kind: 'mbconv',
      channels: channels(base),
      expansion: expansion[index],
      kernel: kernel[index],
      stride: 2,
      squeezeExcite: 0,
      activation: 'relu6',
    } as const,
  });
  return {
    name: 'sample',
    input: { height: resolution, width: resolution, channels: 1 },
    stem: [{ kind: 'conv', channels: channels(16), kernel: 3, stride: 1, activation: 'relu6' }],
    stages: [stage(0, 24), stage(1, 40)],
    head: [
      { kind: 'conv', channels: channels(128), kernel: 1, stride: 1, activation: 'relu6' },
      { kind: 'classifier', classes: 10, dropout: 0 },
    ],
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
    stochasticDepth: 0,
  };
}

function paramsOf({ resolution, width, depth, kernel, expansion }: Choice): Record<string, number> {
  const stages = [0, 1].flatMap((i) => [
    [`stage${i + 1}.depth`, depth[i]],
    [`stage${i + 1}.kernel`, kernel[i]],
    [`stage${i + 1}.expansion`, expansion[i]],
  ]);
  return { resolution, width, ...Object.fromEntries(stages) };
}

function accuracyOf(macs: number, luck: number): number {
  return Math.round((0.93 - 0.11 * (macs / 1e5) ** -0.55 + luck) * 1e4) / 1e4;
}

/** Records of a training run that ends at `accuracy`. */
function curveTo(accuracy: number): MetricReport[] {
  return Array.from({ length: EPOCHS }, (_, index) => index + 1).flatMap((epoch) => {
    const missing = 0.25 * Math.exp(-0.9 * (epoch - 1)) - 0.25 * Math.exp(-0.9 * (EPOCHS - 1));
    return [
      { epoch, name: 'val-accuracy', value: accuracy - missing, seconds: epoch * 3 },
      { epoch, name: 'accuracy', value: accuracy + 0.012 - missing * 1.2, seconds: epoch * 3 },
      { epoch, name: 'loss', value: 0.4 + missing * 2, seconds: epoch * 3 },
    ];
  });
}

async function startTrial(store: ResultsStore, study: string, { kind, label, choice: chosen }: SampleTrial): Promise<Trial> {
  const architecture = architectureOf(chosen);
  const { macs, params, activations, weightsBytes } = costOf(architecture);
  const { lastTrial } = await store.position(study);
  const { id } = await store.createTrial(study, {
    kind,
    ...(label === undefined ? {} : { label }),
    params: paramsOf(chosen),
    parents: kind === 'search' ? parentsAfter(lastTrial) : [],
    architecture: { hash: architectureHash(architecture), architecture },
    seed: 1,
    cost: { macs, params, activations, weightsBytes },
  });
  return store.startTrial(id, { slot: String(1 + (lastTrial % 2)), epochs: EPOCHS });
}

/** After a few that were drawn, every third is crossed and the others are mutated, as an evolution would. */
function parentsAfter(last: number): number[] {
  if (last < 6) return [];
  return last % 3 === 0 ? [last - 5, last - 3] : [last - 4];
}

async function addTrial(store: ResultsStore, study: string, trial: SampleTrial, isScored = false): Promise<number> {
  const started = await startTrial(store, study, trial);
  const { number, kind, cost } = started;
  if (kind === 'search' && number % 11 === 0) {
    await store.finishTrial(started, {
      state: 'failed',
      reason: 'the loss is not a number after epoch 2',
      logTail: 'epoch 1 loss 2.1\nepoch 2 loss NaN',
    });
    return number;
  }
  const accuracy = accuracyOf(cost.macs, trial.luck);
  const seconds = 6 + cost.macs / 60_000;
  await store.finishTrial(started, {
    state: 'complete',
    accuracy,
    loss: 0.4,
    seconds,
    imagesPerSecond: 60_000 / seconds,
    metrics: curveTo(accuracy),
    facts: { backend: 'wasm', epochs: EPOCHS, ...(isScored && { scores: scoresOf(trial, cost.macs) }) },
  });
  return number;
}

/** One that knows something of the luck, and one that is noise. */
function scoresOf({ luck, choice: { width } }: SampleTrial, macs: number) {
  return { synflow: Math.log(macs) + 40 * luck, 'grad-norm': Math.sin(1000 * luck) + width };
}

/** A finished study of 31 search trials, two of which failed, and three baselines. */
export async function addFinishedStudy(store: ResultsStore, study: string): Promise<void> {
  const search = searchTrials();
  await store.createStudy({
    name: study,
    spec: { name: study, dataset: 'fashion-mnist', budget: { macs: BUDGET_MACS }, search: { trials: search.length } },
  });
  for (const trial of [...search, ...BASELINES]) await addTrial(store, study, trial, true);
  await store.setStudyState(study, 'complete');
}

/** How to go on with a study that runs. */
export interface RunningStudy {
  /** Takes up another candidate and finishes it; its number. */
  finishNext(): Promise<number>;
  /** Takes up another candidate, whose epochs the test reports. */
  startNext(): Promise<Trial>;
}

/** A study that runs: nine of sixteen trials finished. */
export async function addRunningStudy(store: ResultsStore, study: string): Promise<RunningStudy> {
  const candidates = searchTrials();
  await store.createStudy({
    name: study,
    spec: { name: study, dataset: 'textures', budget: { macs: BUDGET_MACS }, search: { trials: 16 } },
  });
  await store.setStudyState(study, 'running');
  await store.acquireRunner(study, { pid: process.pid, host: 'test' });
  for (const trial of candidates.splice(1, 9)) await addTrial(store, study, trial);
  const next = () => candidates.shift()!;
  return { finishNext: () => addTrial(store, study, next()), startNext: () => startTrial(store, study, next()) };
}
