import { type Architecture, blockKinds, lower, parseArchitecture } from '@isoflop/blocks';
import { randomArchitecture } from '@isoflop/blocks/testing';
import { convShapeName, convShapesOf, type OptimizerSpec, openGraphTrainer, type TensorFlow } from '@isoflop/runtime';
import { describeNative } from '@isoflop/runtime/testing';
import { expect, test } from 'vitest';
import { seededGenerator, uniform } from '../random.js';
import type { Recipe } from '../recipes/recipe.js';
import { recipes } from '../recipes/recipes.js';
import { randomDataset } from '../testing/random-dataset.js';
import { openEagerEngine } from './eager-engine.js';
import type { Engine, Step } from './engine.js';
import { openGraphEngine } from './graph-engine.js';

const OPTIMIZERS: readonly OptimizerSpec[] = [
  { kind: 'sgd-nesterov', momentum: 0.9, weightDecay: 5e-4 },
  { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 },
  { kind: 'rmsprop', decay: 0.9, momentum: 0.9, epsilon: 1e-3, weightDecay: 1e-5 },
];
/** Low enough that small batches do not make the losses chaotic, in which rounding would grow tenfold a step. */
const LEARNING_RATES = { 'sgd-nesterov': 0.01, adamw: 2e-4, rmsprop: 2e-4 };
const BATCH = 8;
const IMAGES = 24;

/** The network of a seed, drawn anew for each. */
const networkOf = (seed: number): Architecture => {
  const generator = seededGenerator(seed);
  return randomArchitecture(() => uniform(generator, 0, 1));
};
/** Blocks that random networks have not: they need larger images or stand in no stage of theirs. */
const OTHERS: readonly { readonly kind: string; readonly [field: string]: unknown }[] = [
  { kind: 'inception-b', width: 0.05 },
  { kind: 'inception-d', width: 0.05 },
  { kind: 'mobilenet-v3', expanded: 24, channels: 8, stride: 2, squeezeExcite: true },
];
const NETWORKS: readonly Architecture[] = [
  ...Array.from({ length: 30 }, (_, seed) => networkOf(seed)),
  ...OTHERS.map((block) =>
    parseArchitecture({
      name: block.kind,
      input: { height: 17, width: 17, channels: 3 },
      stem: [{ kind: 'conv', channels: 8, kernel: 3 }],
      stages: [{ repeats: 1, block }],
      head: [{ kind: 'classifier', classes: 5 }],
    }),
  ),
];
/** Small ones among them, for the plain backend is slow. */
const SMALL = [NETWORKS[1], NETWORKS[24]];

function recipeOf(optimizer: OptimizerSpec, augmented: boolean): Recipe {
  const augment = augmented ? { horizontalFlip: true, shift: 0.1 } : { horizontalFlip: false, shift: 0 };
  return { ...recipes.quick, batch: BATCH, optimizer, augment };
}

/** The steps that training would take, with another batch each. */
function stepsOf(count: number, learningRate: number): Step[] {
  const generator = seededGenerator(11);
  return Array.from({ length: count }, (_, number) => ({
    images: Int32Array.from({ length: BATCH }, () => uniform(generator, 0, IMAGES)),
    epoch: 1 + Math.floor(number / 3),
    number,
    learningRate,
  }));
}

interface Trained {
  readonly losses: number[];
  readonly logits: Float32Array;
  readonly names: string[];
}

async function train(engine: Engine, steps: readonly Step[], data: ReturnType<typeof randomDataset>): Promise<Trained> {
  try {
    const losses: number[] = [];
    for (const step of steps) losses.push(await engine.train([step]));
    return {
      losses,
      logits: await engine.predict(data.validation, 2, 5),
      names: (await engine.weights()).map(({ name, shape }) => `${name} ${shape}`),
    };
  } finally {
    engine.dispose();
  }
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, index) => (Number.isFinite(value) ? Math.abs(value - b[index]) : Number.POSITIVE_INFINITY)));

/** Trains one network with both engines for 5 steps. */
async function compare(tf: TensorFlow, architecture: Architecture, optimizer: OptimizerSpec, augmented: boolean, eagerBackend: string) {
  const graph = lower(architecture);
  const data = randomDataset(architecture.input, graph.nodes[graph.nodes.length - 1].output[2], IMAGES);
  const options = { graph, data, recipe: recipeOf(optimizer, augmented), seed: 5 };
  const steps = stepsOf(5, LEARNING_RATES[optimizer.kind]);
  await tf.setBackend(eagerBackend);
  const eager = await train(openEagerEngine(tf, options), steps, data);
  const written = await train(
    openGraphEngine(tf, options, () => 0),
    steps,
    data,
  );
  return { eager, written };
}

/** A network of a few blocks with batch norm, in which rounding grows. */
function driftCase() {
  const architecture = parseArchitecture({
    name: 'drift',
    input: { height: 16, width: 16, channels: 3 },
    stem: [{ kind: 'conv', channels: 8, kernel: 3, stride: 1, activation: 'relu6' }],
    stages: [8, 16, 24].map((channels) => ({
      repeats: 1,
      block: { kind: 'mbconv', channels, expansion: 3, stride: 2, activation: 'relu6' },
    })),
    head: [{ kind: 'classifier', classes: 5 }],
  });
  const data = randomDataset(architecture.input, 5, IMAGES);
  return { architecture, data, options: { graph: lower(architecture), data, recipe: recipeOf(OPTIMIZERS[0], false), seed: 5 } };
}

await describeNative('the graph engine', (tf) => {
  test('is compared on every kind of block', () => {
    const kinds = NETWORKS.flatMap(({ stem, stages, head }) =>
      [...stem, ...stages.map(({ block }) => block), ...head].map(({ kind }) => kind),
    );
    expect(new Set(kinds)).toEqual(new Set(blockKinds));
  });

  test.each(NETWORKS.map((architecture, index) => ({ index, architecture, optimizer: OPTIMIZERS[index % 3] })))(
    'has the losses of the eager engine: network $index, $optimizer.kind',
    async ({ architecture, optimizer, index }) => {
      const { eager, written } = await compare(tf, architecture, optimizer, index % 2 === 0, 'tensorflow');
      expect(written.names).toEqual(eager.names);
      expect(worst(eager.losses, written.losses)).toBeLessThan(1e-4);
    },
  );

  test.each(OPTIMIZERS)('has the losses of the plain backend with $kind', async (optimizer) => {
    for (const architecture of SMALL) {
      const { eager, written } = await compare(tf, architecture, optimizer, true, 'cpu');
      expect(worst(eager.losses, written.losses)).toBeLessThan(1e-4);
    }
  });

  test.each([
    ['averages of the weights, clipped gradients', { averageDecay: 0.9, clipNorm: 0.5 }],
    [
      'batches from a thread',
      { augment: { horizontalFlip: true, shift: 0, paddedCrop: 0.125, mixup: { alpha: 0.2 }, cutmix: { alpha: 1 } } },
    ],
  ] as const)('has the losses, logits and statistics of the eager engine with %s', async (_, changes) => {
    await tf.setBackend('tensorflow');
    const { options, data } = driftCase();
    const recipe: Recipe = { ...options.recipe, ...changes, normImages: 16 };
    const steps = stepsOf(5, 0.01);
    const outcomes = [];
    for (const open of [openEagerEngine, (...args: Parameters<typeof openEagerEngine>) => openGraphEngine(...args, () => 0)]) {
      const engine = open(tf, { ...options, recipe });
      engine.expect(steps);
      const losses: number[] = [];
      for (const step of steps) losses.push(await engine.train([step]));
      const norms = await engine.norms(data.train, 3, BATCH);
      engine.setNorms(norms);
      outcomes.push({ losses, norms: norms.flatMap((norm) => [...norm.data]), logits: await engine.predict(data.validation, 0, 7) });
      engine.dispose();
    }
    const [eager, graph] = outcomes;
    expect(worst(eager.losses, graph.losses)).toBeLessThan(1e-4);
    expect(worst(eager.norms, graph.norms)).toBeLessThan(1e-3);
    expect(worst(eager.logits, graph.logits)).toBeLessThan(1e-3);
  });

  test('has the same losses where every convolution takes its detour', async () => {
    await tf.setBackend('tensorflow');
    const { options, data } = driftCase();
    const detours = new Set(convShapesOf(options.graph).map(convShapeName));
    const losses = async (engine: Engine) => (await train(engine, stepsOf(4, 0.05), data)).losses;
    const direct = await losses(openGraphEngine(tf, options, () => 0));
    expect(worst(direct, await losses(openGraphEngine(tf, { ...options, detours }, () => 0)))).toBeLessThan(1e-4);
    expect(worst(direct, await losses(openEagerEngine(tf, { ...options, detours })))).toBeLessThan(1e-4);
  });

  test('drifts from the eager engine later on by no more than it drifts from itself when its weights start one ulp away', async () => {
    await tf.setBackend('tensorflow');
    const { architecture, options, data } = driftCase();
    const steps = stepsOf(25, 0.05);
    const eager = await train(openEagerEngine(tf, options), steps, data);
    const graphLosses = (perturbation: number) => {
      const trainer = openGraphTrainer(tf, lower(architecture), {
        batch: BATCH,
        seed: options.seed,
        optimizer: options.recipe.optimizer,
        labelSmoothing: options.recipe.labelSmoothing,
        normalization: data.normalization,
        augmented: false,
        decays: (name) => name.endsWith('/kernel'),
      });
      trainer.setImages(data.train.images, data.train.labels);
      const generator = seededGenerator(perturbation);
      if (perturbation > 0) trainer.setState(trainer.state().map((value) => value * (1 + (uniform(generator, 0, 1) < 0.5 ? 0 : 2 ** -23))));
      const losses = steps.map(({ images, number, learningRate }) =>
        trainer.train({ images, learningRates: Float32Array.of(learningRate), firstStep: number }),
      );
      trainer.dispose();
      return losses;
    };
    const graph = graphLosses(0);
    const control = Math.max(...[1, 2, 3].map((perturbation) => worst(graph, graphLosses(perturbation))));
    expect(control).toBeGreaterThan(1e-6);
    expect(worst(graph, eager.losses)).toBeLessThan(control);
  });
});
