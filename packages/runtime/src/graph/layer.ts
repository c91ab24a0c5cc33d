import type { ActivationFunction, Op, Shape, Weight } from '@isoflop/blocks';
import type { Scope } from './builder/scope.js';
import type { GraphTensor } from './builder/tensor.js';
import type { GraphVariable } from './builder/variable.js';

/** A new value of a running average, to be assigned once the loss is known to be finite. */
export interface AverageUpdate {
  readonly variable: GraphVariable;
  readonly value: GraphTensor;
}

/** Per-channel factor and term of a batch normalisation that the convolution before it takes into its kernel and bias. */
export interface Affine {
  readonly scale: GraphTensor;
  readonly shift: GraphTensor;
}

/** What a convolution or dense layer does at inference for the nodes behind it; see `inferenceFusions`. */
export interface Fused {
  readonly affine?: Affine;
  readonly activation?: ActivationFunction;
}

/** Training uses the batch's statistics and drops values by `step`; inference uses running averages. */
export type GraphMode =
  | {
      readonly training: true;
      readonly seed: number;
      /** Number of the step, an int32 scalar. */
      readonly step: GraphTensor;
      updateAverage(update: AverageUpdate): void;
    }
  | {
      readonly training: false;
      /** Whether oneDNN's convolutions with bias and activation are there. */
      readonly onePass?: boolean;
    };

/** What the writer of one node gets. Tensors are [batch, height, width, channels]. */
export interface LayerContext<O extends Op> {
  readonly op: O;
  readonly path: string;
  readonly inputs: readonly GraphTensor[];
  /** Height, width and channels of each input. */
  readonly shapes: readonly Shape[];
  readonly mode: GraphMode;
  /** Names (`convShapeName`) of convolutions that are to be computed from products and slices, because the backend's own kernels are wrong. */
  readonly detours?: ReadonlySet<string>;
  readonly scope: Scope;
  /** Set at inference on a convolution or dense layer that is to do more than its own work. */
  readonly fused?: Fused;
  variable(role: Weight['name']): GraphVariable;
  /** The variable's value when the step starts. */
  weight(role: Weight['name']): GraphTensor;
}

/** Writes the ops of one node, its gradient on the scope's tape; returns the node's output. */
export type GraphLayer<O extends Op> = (context: LayerContext<O>) => GraphTensor;
