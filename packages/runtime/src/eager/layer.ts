import type { ActivationFunction, Op, Shape, Weight } from '@isoflop/blocks';
import type { Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';

/** Training uses the statistics of the batch and draws dropout masks that belong to `step`; inference uses running averages. */
export type ForwardMode = { readonly training: false } | { readonly training: true; readonly step: number };

/** Per-channel factor and term of a batch normalisation that the layer before it takes into its kernel and bias. */
export interface Affine {
  readonly scale: Tensor1D;
  readonly shift: Tensor1D;
}

/** What a convolution or dense layer does at inference for the nodes behind it; see `inferenceFusions`. */
export interface Fused {
  readonly affine?: Affine;
  readonly activation?: ActivationFunction;
}

/**
 * One node of the graph with its variables: images in, images out, all [batch, height, width, channels]. `fused` is given to convolutions and dense
 * layers, at inference alone.
 */
export type Layer = (inputs: readonly Tensor4D[], mode: ForwardMode, fused?: Fused) => Tensor4D;

/** What a builder gets to build the layer of one node; its variables are those of `nodeVariables`. */
export interface LayerContext<O extends Op> {
  readonly tf: TensorFlow;
  readonly op: O;
  readonly inputs: readonly Shape[];
  /** The node's path, which also separates its random numbers from those of other nodes. */
  readonly path: string;
  readonly seed: number;
  /** Names (`convShapeName`) of convolutions that are to be computed from products and slices, because the backend's own kernels are wrong. */
  readonly detours?: ReadonlySet<string>;
  /** The node's variable of that role. */
  variable(role: Weight['name']): Variable;
}

export type LayerBuilder<O extends Op> = (context: LayerContext<O>) => Layer;
