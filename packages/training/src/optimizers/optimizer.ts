import type { ModelVariable, NamedWeights, OptimizerSpec, TensorFlow } from '@isoflop/runtime';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import { requireTensors } from '../require-tensors.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgdNesterov } from './sgd-nesterov.js';
import type { UpdateRule } from './update-rule.js';

/** Changes weights in place. */
export interface Optimizer {
  /** One step along gradients that are keyed by TensorFlow.js's name of the variable. */
  apply(gradients: NamedTensorMap, learningRate: number): void;
  /** A copy of what it keeps from step to step. */
  state(): Promise<NamedWeights[]>;
  /** Goes on from a state of the same kind of optimiser on the same variables. Throws `RangeError` for any other. */
  setState(state: readonly NamedWeights[]): void;
  dispose(): void;
}

const RULES: { readonly [K in OptimizerSpec['kind']]: (spec: Extract<OptimizerSpec, { kind: K }>) => UpdateRule } = {
  'sgd-nesterov': sgdNesterov,
  adamw,
  rmsprop,
};

/**
 * The eager optimiser of a recipe: the same formulas, value for value, as the graph engine's. It works on all variables as one vector, because a
 * dozen operations per variable would cost more than the arithmetic. `decays` tells whether weight decay applies to a variable, by its name;
 * `clipNorm` is the largest norm of all gradients together, before decay.
 */
export function eagerOptimizer(
  tf: TensorFlow,
  variables: readonly ModelVariable[],
  spec: OptimizerSpec,
  decays: (name: string) => boolean,
  clipNorm?: number,
): Optimizer {
  const trainable = variables.filter((variable) => variable.trainable);
  const sizes = trainable.map(({ variable }) => variable.size);
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const rule = (RULES[spec.kind] as (spec: OptimizerSpec) => UpdateRule)(spec);
  const slots = rule.slots.map((initial) => tf.tidy(() => tf.variable(tf.fill([length], initial), false)));
  const decay = spec.weightDecay > 0 ? tf.tensor1d(decayPerValue(trainable, spec.weightDecay, decays)) : undefined;
  let count = 0;

  // A reshape is an operation too, and most variables are vectors already.
  const reshaped = (tensor: Tensor, shape: number[]) => (tensor.rank === 1 && shape.length === 1 ? tensor : tf.reshape(tensor, shape));
  const flat = (tensors: readonly Tensor[]) => tf.concat(tensors.map((tensor, index) => reshaped(tensor, [sizes[index]])));
  return {
    apply(gradients, learningRate) {
      count++;
      tf.tidy(() => {
        const weights = flat(trainable.map(({ variable }) => variable));
        const gradient = clipped(tf, flat(trainable.map(({ variable }) => gradients[variable.name])), clipNorm);
        const next = rule.update(tf, { weights, gradient, slots, decay, learningRate, count });
        next.slots.forEach((slot, index) => {
          slots[index].assign(slot as (typeof slots)[number]);
        });
        tf.split(next.weights, sizes).forEach((part, index) => {
          const { variable } = trainable[index];
          variable.assign(reshaped(part, variable.shape));
        });
      });
    },
    state: async () => [
      { name: COUNT, shape: [1], data: Float32Array.of(count) },
      ...(await Promise.all(
        slots.map(async (slot, index) => ({ name: slotName(index), shape: [length], data: (await slot.data()).slice() as Float32Array })),
      )),
    ],
    setState(state) {
      requireTensors(state, [{ name: COUNT, shape: [1] }, ...slots.map((_, index) => ({ name: slotName(index), shape: [length] }))]);
      [count] = state[0].data;
      slots.forEach((slot, index) => {
        tf.tidy(() => slot.assign(tf.tensor1d(state[1 + index].data) as typeof slot));
      });
    },
    dispose() {
      tf.dispose([...slots, ...(decay ? [decay] : [])]);
    },
  };
}

function clipped(tf: TensorFlow, gradient: Tensor, limit: number | undefined): Tensor {
  return limit === undefined ? gradient : tf.mul(gradient, tf.div(limit, tf.maximum(tf.norm(gradient), limit)));
}

/** Exact as a float32 up to 16 million steps. */
const COUNT = 'optimizer/count';
const slotName = (index: number) => `optimizer/slot-${index}`;

function decayPerValue(trainable: readonly ModelVariable[], weightDecay: number, decays: (name: string) => boolean): Float32Array {
  const lengths = trainable.map(({ variable }) => variable.size);
  const values = new Float32Array(lengths.reduce((sum, size) => sum + size, 0));
  let start = 0;
  for (const [index, { name }] of trainable.entries()) {
    if (decays(name)) values.fill(weightDecay, start, start + lengths[index]);
    start += lengths[index];
  }
  return values;
}
