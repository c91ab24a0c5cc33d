import { buildModel, NonFiniteLossError, type TensorFlow } from '@isoflop/runtime';
import type { Scalar } from '@tensorflow/tfjs';
import { placementOf, UNCHANGED } from '../data/augment.js';
import { imageBatch, normalizationTable, targetBatch } from '../data/batch.js';
import { crossEntropy } from '../loss.js';
import { eagerOptimizer } from '../optimizers/optimizer.js';
import type { Engine, Step } from './engine.js';
import { decays, type EngineOptions } from './engine-options.js';

/** Trains with TensorFlow.js's operations and its automatic differentiation, one step a call. */
export function openEagerEngine(tf: TensorFlow, { graph, data, recipe, seed, detours }: EngineOptions): Engine {
  const model = buildModel(tf, graph, { seed, ...(detours && { detours }) });
  const optimizer = eagerOptimizer(tf, model.variables, recipe.optimizer, decays);
  const table = normalizationTable(data.normalization);
  const { height, width, channels, classes } = data;

  const lossOf = ({ images, epoch, number }: Step): Scalar => {
    const pixels = imageBatch(data.train, images, data, table, (index) => placementOf(recipe.augment, data, { seed, epoch, index }));
    const targets = tf.tensor2d(targetBatch(data.train, images, classes.length, recipe.labelSmoothing), [images.length, classes.length]);
    const x = tf.tensor4d(pixels, [images.length, height, width, channels]);
    return crossEntropy(tf, targets, model.forward(x, { training: true, step: number }));
  };
  const run = async (step: Step): Promise<number> => {
    const { value, grads } = tf.variableGrads(() => lossOf(step), [...model.trainable]);
    try {
      // WebGPU can only be waited for.
      const [loss] = await value.data();
      if (!Number.isFinite(loss)) throw new NonFiniteLossError(0, loss);
      optimizer.apply(grads, step.learningRate);
      return loss;
    } finally {
      tf.dispose([value, grads]);
    }
  };
  const weights = () =>
    Promise.all(
      model.variables.map(async ({ name, variable }) => ({
        name,
        shape: [...variable.shape],
        data: (await variable.data()) as Float32Array,
      })),
    );
  return {
    name: 'eager',
    classes: model.classes,
    params: model.countParams(),
    stepsPerCall: 1,
    async train(steps) {
      let sum = 0;
      for (const step of steps) sum += await run(step);
      return sum;
    },
    async predict(split, start, count) {
      const indices = Int32Array.from({ length: count }, (_, offset) => start + offset);
      const pixels = imageBatch(split, indices, data, table, () => UNCHANGED);
      const logits = tf.tidy(() => model.forward(tf.tensor4d(pixels, [count, height, width, channels]), { training: false }));
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      return values;
    },
    weights,
    state: async () => [...(await weights()), ...(await optimizer.state())],
    setState(state) {
      model.setWeights(state.slice(0, model.variables.length));
      optimizer.setState(state.slice(model.variables.length));
    },
    dispose() {
      optimizer.dispose();
      model.dispose();
    },
  };
}
