import type { Activation } from '../ops/activation.js';
import type { Add } from '../ops/add.js';
import type { BatchNorm } from '../ops/batch-norm.js';
import type { Conv2d } from '../ops/conv2d.js';
import type { Dense } from '../ops/dense.js';
import type { DepthwiseConv2d } from '../ops/depthwise-conv2d.js';
import type { DropPath } from '../ops/drop-path.js';
import type { Dropout } from '../ops/dropout.js';
import type { GlobalAvgPool } from '../ops/global-avg-pool.js';
import type { Input } from '../ops/input.js';
import type { Multiply } from '../ops/multiply.js';
import type { Shape } from './shape.js';

/** Every operation there is. Cost rules, models and exports are records over `OpKind`, so the compiler lists what a new op owes. */
export type Op = Input | Conv2d | DepthwiseConv2d | BatchNorm | Activation | Add | Multiply | GlobalAvgPool | Dense | Dropout | DropPath;

export type OpKind = Op['kind'];
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** Shape and cost of one op. All counts are exact integers for one image (batch 1). */
export interface OpRule<O extends Op> {
  /** Shape of the output; throws `ArchitectureError` when the op does not fit its inputs. */
  outputShape(op: O, inputs: readonly Shape[], path: string): Shape;
  /** Learnable values. */
  params(op: O, inputs: readonly Shape[]): number;
  /** Multiply-adds of convolutions and dense layers; every other op counts 0 (the convention of most papers). */
  macs(op: O, inputs: readonly Shape[], output: Shape): number;
  /** Values kept per channel that are not learned: running averages of batch normalisation. */
  buffers?(op: O, inputs: readonly Shape[]): number;
}
