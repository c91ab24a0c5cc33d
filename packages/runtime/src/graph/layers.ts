import type { Node, OpKind, OpOf } from '@isoflop/blocks';
import type { GraphTensor } from './builder/tensor.js';
import type { GraphLayer, LayerContext } from './layer.js';
import { writeActivation } from './ops/activation.js';
import { writeBatchNorm } from './ops/batch-norm.js';
import { writeConv2d } from './ops/conv2d.js';
import { writeDense } from './ops/dense.js';
import { writeDepthwiseConv2d } from './ops/depthwise-conv2d.js';
import { writeDropout, writeDropPath } from './ops/dropout.js';
import { writeFlatten } from './ops/flatten.js';
import { writeGlobalAvgPool } from './ops/global-avg-pool.js';
import { writeInput } from './ops/input.js';
import { writeLayerNorm } from './ops/layer-norm.js';
import { writeLayerScale } from './ops/layer-scale.js';
import { writeLocalResponseNorm } from './ops/local-response-norm.js';
import { writeAdd, writeConcat, writeMultiply } from './ops/merge.js';
import { writeAvgPool, writeMaxPool } from './ops/pool.js';

/** One writer per op of the IR: the compiler names what a new op still owes. */
const LAYERS: { readonly [K in OpKind]: GraphLayer<OpOf<K>> } = {
  input: writeInput,
  conv2d: writeConv2d,
  'depthwise-conv2d': writeDepthwiseConv2d,
  dense: writeDense,
  'batch-norm': writeBatchNorm,
  'layer-norm': writeLayerNorm,
  'local-response-norm': writeLocalResponseNorm,
  'layer-scale': writeLayerScale,
  activation: writeActivation,
  add: writeAdd,
  multiply: writeMultiply,
  concat: writeConcat,
  'max-pool': writeMaxPool,
  'avg-pool': writeAvgPool,
  'global-avg-pool': writeGlobalAvgPool,
  flatten: writeFlatten,
  dropout: writeDropout,
  'drop-path': writeDropPath,
};

/** Writes one node and its gradient; returns its output. */
export function writeLayer(context: LayerContext<Node['op']>): GraphTensor {
  return (LAYERS[context.op.kind] as GraphLayer<Node['op']>)(context);
}
