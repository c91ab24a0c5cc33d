import { adamw } from './adamw.js';
import type { GraphOptimizer } from './graph-optimizer.js';
import type { OptimizerSpec } from './optimizer-spec.js';
import { rmsprop } from './rmsprop.js';
import { sgdNesterov } from './sgd-nesterov.js';

const OPTIMIZERS: { readonly [K in OptimizerSpec['kind']]: (spec: Extract<OptimizerSpec, { kind: K }>) => GraphOptimizer } = {
  'sgd-nesterov': sgdNesterov,
  adamw,
  rmsprop,
};

/** What writes the updates that the spec asks for. */
export function graphOptimizer(spec: OptimizerSpec): GraphOptimizer {
  return (OPTIMIZERS[spec.kind] as (spec: OptimizerSpec) => GraphOptimizer)(spec);
}
