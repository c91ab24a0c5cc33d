import type { Node, OpKind, OpOf } from '@isoflop/blocks';
import type { Layer, LayerBuilder, LayerContext } from './layer.js';
import { buildActivation } from './ops/activation.js';
import { buildBatchNorm } from './ops/batch-norm.js';
import { buildConv2d } from './ops/conv2d.js';
import { buildDense } from './ops/dense.js';
import { buildDepthwiseConv2d } from './ops/depthwise-conv2d.js';
import { buildDropout, buildDropPath } from './ops/dropout.js';
import { buildFlatten } from './ops/flatten.js';
import { buildGlobalAvgPool } from './ops/global-avg-pool.js';
import { buildInput } from './ops/input.js';
import { buildLayerNorm } from './ops/layer-norm.js';
import { buildLayerScale } from './ops/layer-scale.js';
import { buildLocalResponseNorm } from './ops/local-response-norm.js';
import { buildAdd, buildConcat, buildMultiply } from './ops/merge.js';
import { buildAvgPool, buildMaxPool } from './ops/pool.js';

/** One builder per op of the IR: the compiler names what a new op still owes. */
const BUILDERS: { readonly [K in OpKind]: LayerBuilder<OpOf<K>> } = {
  input: buildInput,
  conv2d: buildConv2d,
  'depthwise-conv2d': buildDepthwiseConv2d,
  'batch-norm': buildBatchNorm,
  activation: buildActivation,
  add: buildAdd,
  multiply: buildMultiply,
  concat: buildConcat,
  'max-pool': buildMaxPool,
  'avg-pool': buildAvgPool,
  'global-avg-pool': buildGlobalAvgPool,
  flatten: buildFlatten,
  'layer-norm': buildLayerNorm,
  'local-response-norm': buildLocalResponseNorm,
  'layer-scale': buildLayerScale,
  dense: buildDense,
  dropout: buildDropout,
  'drop-path': buildDropPath,
};

/** The layer of one node, its variables made through the context. */
export function buildLayer(node: Node, context: Omit<LayerContext<Node['op']>, 'op' | 'path'>): Layer {
  const build = BUILDERS[node.op.kind] as LayerBuilder<Node['op']>;
  return build({ ...context, op: node.op, path: node.path });
}
