import type { Graph, Node, OpOf } from '@isoflop/blocks';
import type { NamedWeights, TensorFlow } from '@isoflop/runtime';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';

/** Bits of weights and of activations; 32 leaves them as they are. */
export interface Bits {
  readonly weights: number;
  readonly activations: number;
}

/** Smallest and largest value that each node puts out. */
export type Ranges = Map<number, readonly [low: number, high: number]>;

/**
 * A network for inference with batch normalisation folded into the convolutions before it and both rounded to few bits. It computes in float32: what is
 * rounded takes only 2^bits values, which is what integer arithmetic with the same scales would give up to the rounding of sums.
 */
export class QuantizedNetwork {
  readonly #folded: ReadonlyMap<number, { readonly kernel: Tensor; readonly bias: Tensor }>;
  /** Nodes whose output is rounded: what an integer kernel would write to memory. */
  readonly #rounded: ReadonlySet<number>;

  constructor(
    private readonly tf: TensorFlow,
    private readonly graph: Graph,
    weights: readonly NamedWeights[],
  ) {
    const { nodes } = graph;
    const byName = new Map(weights.map((weight) => [weight.name, weight]));
    const followed = new Set(nodes.flatMap(({ op, inputs }) => (op.kind === 'activation' ? inputs : [])));
    this.#rounded = new Set(
      nodes.flatMap(({ op }, index) => (['conv2d', 'depthwise-conv2d', 'dense'].includes(op.kind) || followed.has(index) ? [] : [index])),
    );
    this.#folded = new Map(
      nodes.flatMap((node, index) =>
        isLinear(node) ? [[index, this.#fold(node, normOf(nodes, index), (name) => byName.get(name)!)] as const] : [],
      ),
    );
  }

  /** Logits [n, classes]. With `ranges` and fewer bits than 32 activations are rounded; without, `seen` learns their ranges. */
  forward(images: Tensor4D, bits: Bits, ranges: Ranges, seen?: Ranges): Tensor {
    const { tf } = this;
    return tf.tidy(() => {
      const outputs: Tensor[] = [];
      this.graph.nodes.forEach((node, index) => {
        let y = this.#node(node, index, index === 0 ? [images] : node.inputs.map((input) => outputs[input]), bits);
        if (this.#rounded.has(index)) {
          if (seen) widen(seen, index, y);
          else if (bits.activations < 32) y = quantize(tf, y, bits.activations, ranges.get(index)!);
        }
        outputs.push(y);
      });
      return outputs[outputs.length - 1];
    });
  }

  dispose(): void {
    for (const { kernel, bias } of this.#folded.values()) this.tf.dispose([kernel, bias]);
  }

  #node({ op }: Node, index: number, [x, ...others]: readonly Tensor[], bits: Bits): Tensor {
    const { tf } = this;
    const layer = this.#folded.get(index);
    const kernel = () => quantizeChannels(tf, layer!.kernel, bits.weights, op.kind === 'depthwise-conv2d' ? 2 : layer!.kernel.rank - 1);
    switch (op.kind) {
      case 'conv2d':
        return tf.add(tf.conv2d(x as Tensor4D, kernel() as Tensor4D, [...op.stride], 'same'), layer!.bias);
      case 'depthwise-conv2d':
        return tf.add(tf.depthwiseConv2d(x as Tensor4D, kernel() as Tensor4D, [...op.stride], 'same'), layer!.bias);
      case 'dense':
        return tf.add(tf.matMul(tf.reshape(x, [x.shape[0], -1]), kernel()), layer!.bias);
      case 'activation':
        return op.function === 'relu6' ? tf.clipByValue(x, 0, 6) : tf.relu(x);
      case 'add':
        return tf.add(x, others[0]);
      case 'global-avg-pool':
        return tf.mean(x, [1, 2], true);
      case 'input':
      case 'batch-norm':
        return x;
      default:
        throw new RangeError(`quantized network: ops must be those of inverted residual blocks, got ${op.kind}`);
    }
  }

  #fold({ op, path }: Node, norm: Node | undefined, named: (name: string) => NamedWeights) {
    const { tf } = this;
    const values = (name: string) => {
      const { data, shape } = named(name);
      return tf.tensor(data, [...shape]);
    };
    return tf.tidy(() => {
      const kernel = values(`${path}/kernel`);
      if (!norm) return { kernel, bias: values(`${path}/bias`) };
      const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving-mean', 'moving-variance'].map((role) =>
        values(`${norm.path}/${role}`),
      );
      const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, (norm.op as OpOf<'batch-norm'>).epsilon)));
      const perChannel = op.kind === 'depthwise-conv2d' ? tf.reshape(scale, [1, 1, -1, 1]) : scale;
      return { kernel: tf.mul(kernel, perChannel), bias: tf.sub(beta, tf.mul(mean, scale)) };
    });
  }
}

const isLinear = ({ op }: Node) => op.kind === 'conv2d' || op.kind === 'depthwise-conv2d' || op.kind === 'dense';
const normOf = (nodes: readonly Node[], index: number) => nodes.find(({ op, inputs }) => op.kind === 'batch-norm' && inputs[0] === index);

function widen(ranges: Ranges, index: number, y: Tensor): void {
  const values = y.dataSync() as Float32Array;
  const [low, high] = ranges.get(index) ?? [0, 0];
  ranges.set(index, [values.reduce((a, b) => Math.min(a, b), low), values.reduce((a, b) => Math.max(a, b), high)]);
}

/** Uniform levels from the smallest to the largest value, one of them exactly 0 (Jacob et al. 2018, equation 1). */
export function quantize(tf: TensorFlow, x: Tensor, bits: number, [low, high]: readonly [number, number]): Tensor {
  const levels = 2 ** bits - 1;
  const step = (high - low) / levels || 1;
  const zero = Math.round(-low / step);
  return tf.mul(tf.sub(tf.clipByValue(tf.add(tf.round(tf.div(x, step)), zero), 0, levels), zero), step);
}

/** Symmetric levels around 0 for each output channel by its own largest value (Krishnamoorthi 2018, section 2.2). */
export function quantizeChannels(tf: TensorFlow, kernel: Tensor, bits: number, channels: number): Tensor {
  if (bits >= 32) return kernel;
  const axes = kernel.shape.map((_, axis) => axis).filter((axis) => axis !== channels);
  const step = tf.maximum(tf.div(tf.max(tf.abs(kernel), axes, true), 2 ** (bits - 1) - 1), 1e-12);
  return tf.mul(tf.round(tf.div(kernel, step)), step);
}
