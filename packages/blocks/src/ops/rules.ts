import type { Op, OpKind, OpOf, OpRule } from '../ir/op.js';
import { activation } from './activation.js';
import { add } from './add.js';
import { batchNorm } from './batch-norm.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { dropPath } from './drop-path.js';
import { dropout } from './dropout.js';
import { globalAvgPool } from './global-avg-pool.js';
import { input } from './input.js';
import { multiply } from './multiply.js';

const rules: { readonly [K in OpKind]: OpRule<OpOf<K>> } = {
  input,
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'batch-norm': batchNorm,
  activation,
  add,
  multiply,
  'global-avg-pool': globalAvgPool,
  dense,
  dropout,
  'drop-path': dropPath,
};

/** The shape and cost rule of an op. */
export function ruleOf<O extends Op>(op: O): OpRule<O> {
  return rules[op.kind] as unknown as OpRule<O>;
}
