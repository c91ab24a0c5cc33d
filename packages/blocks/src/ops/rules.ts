import type { Op, OpKind, OpOf, OpRule, Weight } from '../ir/op.js';
import type { Shape } from '../ir/shape.js';
import { activation } from './activation.js';
import { add } from './add.js';
import { avgPool } from './avg-pool.js';
import { batchNorm } from './batch-norm.js';
import { concat } from './concat.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { dropPath } from './drop-path.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { globalAvgPool } from './global-avg-pool.js';
import { input } from './input.js';
import { layerNorm } from './layer-norm.js';
import { layerScale } from './layer-scale.js';
import { localResponseNorm } from './local-response-norm.js';
import { maxPool } from './max-pool.js';
import { multiply } from './multiply.js';

const rules: { readonly [K in OpKind]: OpRule<OpOf<K>> } = {
  input,
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  dense,
  'batch-norm': batchNorm,
  'layer-norm': layerNorm,
  'local-response-norm': localResponseNorm,
  'layer-scale': layerScale,
  activation,
  add,
  multiply,
  concat,
  'max-pool': maxPool,
  'avg-pool': avgPool,
  'global-avg-pool': globalAvgPool,
  flatten,
  dropout,
  'drop-path': dropPath,
};

export const opKinds = Object.keys(rules) as readonly OpKind[];

/** The shape and cost rule of an op. */
export function ruleOf<O extends Op>(op: O): OpRule<O> {
  return rules[op.kind] as unknown as OpRule<O>;
}

/** The field check of one kind of op, or undefined where no such kind exists. */
export function opSchemaOf(kind: string): OpRule<Op>['schema'] | undefined {
  return Object.hasOwn(rules, kind) ? (rules[kind as OpKind].schema as OpRule<Op>['schema']) : undefined;
}

const NO_WEIGHTS: readonly Weight[] = [];

/** The arrays that an op owns for inputs of these shapes: names, shapes, and whether training learns them. */
export function weightsOf(op: Op, inputs: readonly Shape[]): readonly Weight[] {
  return ruleOf(op).weights?.(op, inputs) ?? NO_WEIGHTS;
}
