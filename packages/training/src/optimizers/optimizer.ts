import type { ModelVariable, OptimizerSpec, TensorFlow } from '@isoflop/runtime';
import type { NamedTensorMap } from '@tensorflow/tfjs';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgdNesterov } from './sgd-nesterov.js';

/** Changes weights in place. */
export interface Optimizer {
  /** One step along gradients that are keyed by TensorFlow.js's name of the variable. */
  apply(gradients: NamedTensorMap, learningRate: number): void;
  dispose(): void;
}

/** Whether weight decay applies to the variable of this name. */
export type Decays = (name: string) => boolean;

const OPTIMIZERS: {
  readonly [K in OptimizerSpec['kind']]: (
    tf: TensorFlow,
    variables: readonly ModelVariable[],
    spec: Extract<OptimizerSpec, { kind: K }>,
    decays: Decays,
  ) => Optimizer;
} = { 'sgd-nesterov': sgdNesterov, adamw, rmsprop };

/** The eager optimiser of a recipe: the same formulas, value for value, as the graph engine's. */
export function eagerOptimizer(tf: TensorFlow, variables: readonly ModelVariable[], spec: OptimizerSpec, decays: Decays): Optimizer {
  const make = OPTIMIZERS[spec.kind] as (tf: TensorFlow, v: readonly ModelVariable[], spec: OptimizerSpec, decays: Decays) => Optimizer;
  return make(tf, variables, spec, decays);
}
