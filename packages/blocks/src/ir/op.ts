import type { z } from 'zod';
import type { Activation } from '../ops/activation.js';
import type { Add } from '../ops/add.js';
import type { AvgPool } from '../ops/avg-pool.js';
import type { BatchNorm } from '../ops/batch-norm.js';
import type { Concat } from '../ops/concat.js';
import type { Conv2d } from '../ops/conv2d.js';
import type { Dense } from '../ops/dense.js';
import type { DepthwiseConv2d } from '../ops/depthwise-conv2d.js';
import type { DropPath } from '../ops/drop-path.js';
import type { Dropout } from '../ops/dropout.js';
import type { Flatten } from '../ops/flatten.js';
import type { GlobalAvgPool } from '../ops/global-avg-pool.js';
import type { Input } from '../ops/input.js';
import type { LayerNorm } from '../ops/layer-norm.js';
import type { LayerScale } from '../ops/layer-scale.js';
import type { LocalResponseNorm } from '../ops/local-response-norm.js';
import type { MaxPool } from '../ops/max-pool.js';
import type { Multiply } from '../ops/multiply.js';
import type { Shape } from './shape.js';

/** Every operation there is. Cost rules, models and exports are records over `OpKind`, so the compiler lists what a new op owes. */
export type Op =
  | Input
  | Conv2d
  | DepthwiseConv2d
  | Dense
  | BatchNorm
  | LayerNorm
  | LocalResponseNorm
  | LayerScale
  | Activation
  | Add
  | Multiply
  | Concat
  | MaxPool
  | AvgPool
  | GlobalAvgPool
  | Flatten
  | Dropout
  | DropPath;

export type OpKind = Op['kind'];
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** One array of numbers that an op owns. */
export interface Weight {
  readonly name: 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving-mean' | 'moving-variance';
  readonly shape: readonly number[];
  /** False for running averages, which training follows but does not learn. */
  readonly trainable: boolean;
}

/** Fields, shape and cost of one op. All counts are exact integers for one image (batch 1). */
export interface OpRule<O extends Op> {
  /** Which fields there are and of what type; their limits are checked by `outputShape`. */
  readonly schema: z.ZodType<O>;
  /** Shape of the output; throws `ArchitectureError` when the op does not fit its inputs. */
  outputShape(op: O, inputs: readonly Shape[], path: string): Shape;
  /** The arrays it owns, in the order in which models make them; absent for an op without any. */
  readonly weights?: (op: O, inputs: readonly Shape[]) => readonly Weight[];
  /** Multiply-adds of convolutions and dense layers; absent, and 0, for every other op (the convention of most papers). */
  readonly macs?: (op: O, inputs: readonly Shape[], output: Shape) => number;
  /** Every output value depends on one value of the first input alone, which an executor may overwrite (and a compiler fuse). */
  readonly elementWise?: true;
}
