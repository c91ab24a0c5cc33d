import type { Op, Shape } from '@isoflop/blocks';
import type { Tensor4D, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';
import type { Initializer } from './initializers.js';

/** Training uses the statistics of the batch and draws dropout masks that belong to `step`; inference uses running averages. */
export type ForwardMode = { readonly training: false } | { readonly training: true; readonly step: number };

/** One node of the graph with its variables: images in, images out, all [batch, height, width, channels]. */
export type Layer = (inputs: readonly Tensor4D[], mode: ForwardMode) => Tensor4D;

/** What a builder gets to build the layer of one node. */
export interface LayerContext<O extends Op> {
  readonly tf: TensorFlow;
  readonly op: O;
  readonly inputs: readonly Shape[];
  /** The node's path, which also separates its random numbers from those of other nodes. */
  readonly path: string;
  readonly seed: number;
  /** Makes the variable `path/name`; `trainable` is false for running averages. */
  variable(name: string, shape: readonly number[], initializer: Initializer, trainable?: boolean): Variable;
}

export type LayerBuilder<O extends Op> = (context: LayerContext<O>) => Layer;
