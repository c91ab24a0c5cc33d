import { buildModel, isNormAverage, type Model, type NamedWeights, NonFiniteLossError, normProbe, type TensorFlow } from '@isoflop/runtime';
import type { Scalar } from '@tensorflow/tfjs';
import { UNCHANGED } from '../data/augment.js';
import type { LabelledBatch } from '../data/augmentations/mixup.js';
import { imageBatch, normalizationTable } from '../data/batch.js';
import type { ImageSplit } from '../data/dataset.js';
import { crossEntropy } from '../loss.js';
import { moveAverages } from '../optimizers/move-averages.js';
import { eagerOptimizer } from '../optimizers/optimizer.js';
import { batchesOf } from './batches-of.js';
import type { Engine, Step } from './engine.js';
import { decays, type EngineOptions } from './engine-options.js';

/** Trains with TensorFlow.js's operations and its automatic differentiation, one step a call. */
export function openEagerEngine(tf: TensorFlow, options: EngineOptions): Engine {
  const { graph, data, recipe, seed, detours } = options;
  const build = (network: typeof graph) => buildModel(tf, network, { seed, ...(detours && { detours }) });
  const model = build(graph);
  // Starts from the same weights.
  const averaged = recipe.averageDecay === undefined ? undefined : build(graph);
  const measured = averaged ?? model;
  const optimizer = eagerOptimizer(tf, model.variables, recipe.optimizer, decays, recipe.clipNorm);
  const batches = batchesOf(options);
  const table = normalizationTable(data.normalization);
  const { height, width, channels, classes } = data;

  const lossOf = ({ count, images, targets }: LabelledBatch, { number }: Step): Scalar => {
    const x = tf.tensor4d(images, [count, height, width, channels]);
    return crossEntropy(tf, tf.tensor2d(targets, [count, classes.length]), model.forward(x, { training: true, step: number }));
  };
  const run = async (step: Step): Promise<number> => {
    const batch = await batches.take(step);
    const { value, grads } = tf.variableGrads(() => lossOf(batch, step), [...model.trainable]);
    try {
      // WebGPU can only be waited for.
      const [loss] = await value.data();
      if (!Number.isFinite(loss)) throw new NonFiniteLossError(0, loss);
      optimizer.apply(grads, step.learningRate);
      if (averaged) moveAverages(tf, averaged.variables, model.variables, step.number, recipe.averageDecay as number);
      return loss;
    } finally {
      tf.dispose([value, grads]);
    }
  };
  const pixelsOf = (split: ImageSplit, start: number, count: number) => {
    const indices = Int32Array.from({ length: count }, (_, offset) => start + offset);
    return tf.tensor4d(
      imageBatch(split, indices, data, table, () => UNCHANGED),
      [count, height, width, channels],
    );
  };
  const count = model.variables.length;
  return {
    name: 'eager',
    classes: model.classes,
    params: model.countParams(),
    stepsPerCall: 1,
    expect: (steps) => batches.expect(steps),
    async train(steps) {
      let sum = 0;
      for (const step of steps) sum += await run(step);
      return sum;
    },
    async predict(split, start, images) {
      const logits = tf.tidy(() => measured.forward(pixelsOf(split, start, images), { training: false }));
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      return values;
    },
    async norms(split, start, images) {
      const probe = build(normProbe(graph));
      try {
        probe.setWeights(await weightsOf(measured));
        tf.tidy(() => void probe.forward(pixelsOf(split, start, images), { training: true, step: 0 }));
        return (await weightsOf(probe)).filter(({ name }) => isNormAverage(name));
      } finally {
        probe.dispose();
      }
    },
    setNorms(norms) {
      const byName = new Map(measured.variables.map(({ name, variable }) => [name, variable]));
      for (const { name, shape, data } of norms) tf.tidy(() => byName.get(name)?.assign(tf.tensor(data, [...shape])));
    },
    weights: () => weightsOf(measured),
    state: async () => [...(await weightsOf(model)), ...(averaged ? await weightsOf(averaged) : []), ...(await optimizer.state())],
    setState(state) {
      const own = averaged ? 2 * count : count;
      model.setWeights(state.slice(0, count));
      averaged?.setWeights(state.slice(count, own));
      optimizer.setState(state.slice(own));
    },
    dispose() {
      batches.dispose();
      optimizer.dispose();
      averaged?.dispose();
      model.dispose();
    },
  };
}

function weightsOf({ variables }: Model): Promise<NamedWeights[]> {
  return Promise.all(
    variables.map(async ({ name, variable }) => ({ name, shape: [...variable.shape], data: (await variable.data()) as Float32Array })),
  );
}
