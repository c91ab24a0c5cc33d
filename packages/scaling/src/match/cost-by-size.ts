import { type Graph, layerCosts, type Node, type Shape } from '@isoflop/blocks';
import type { SumCost } from './block-pricer.js';

/** Height and width are divided by these and rounded up; a vector has one pixel whatever the image. */
type Stride = readonly [height: number, width: number] | 'vector';

/** Multiply-adds and activations of one pixel. */
interface PixelCost {
  readonly stride: Stride;
  macs: number;
  activations: number;
}

/** What a block costs for an image of any size. */
export interface CostBySize {
  readonly params: number;
  readonly perPixel: readonly Readonly<PixelCost>[];
  readonly output: { readonly stride: Stride; readonly channels: number };
}

/**
 * The cost of a block as a function of height and width, from its ops at one size: with `same` padding an op of stride s puts out ceil(size / s) pixels, also one after
 * another (ceil(ceil(x / a) / b) = ceil(x / ab)), and what convolutions cost is proportional to the pixels that they put out. Undefined where that does not
 * hold: other paddings, flattened images, and branches that only meet because the image is small.
 */
export function costBySize({ nodes }: Graph): CostBySize | undefined {
  const strides: Stride[] = [];
  for (const node of nodes) {
    const stride = strideOf(node, strides);
    if (stride === undefined) return undefined;
    strides.push(stride);
  }
  const perPixel: PixelCost[] = [];
  let params = 0;
  for (const [i, cost] of layerCosts({ nodes }).entries()) {
    params += cost.params;
    if (cost.activations === 0) continue;
    const pixels = nodes[i].output[0] * nodes[i].output[1];
    const known = perPixel.find(({ stride }) => sameStride(stride, strides[i]));
    const counted = known ?? { stride: strides[i], macs: 0, activations: 0 };
    counted.macs += cost.macs / pixels;
    counted.activations += cost.activations / pixels;
    if (known === undefined) perPixel.push(counted);
  }
  return { params, perPixel, output: { stride: strides[nodes.length - 1], channels: nodes[nodes.length - 1].output[2] } };
}

/** The cost for one height and width. */
export function costAtSize({ params, perPixel, output }: CostBySize, height: number, width: number): SumCost & { readonly output: Shape } {
  let macs = 0;
  let activations = 0;
  for (const cost of perPixel) {
    const [h, w] = pixelsAt(cost.stride, height, width);
    macs += cost.macs * h * w;
    activations += cost.activations * h * w;
  }
  return { params, macs, activations, output: [...pixelsAt(output.stride, height, width), output.channels] };
}

function pixelsAt(stride: Stride, height: number, width: number): [number, number] {
  return stride === 'vector' ? [1, 1] : [Math.ceil(height / stride[0]), Math.ceil(width / stride[1])];
}

/** How an op's output is made of the block's input; undefined where its size is no such quotient. */
function strideOf({ op, inputs }: Node, strides: readonly Stride[]): Stride | undefined {
  const [first, ...others] = inputs.map((index) => strides[index]);
  switch (op.kind) {
    case 'input':
      return [1, 1];
    case 'conv2d':
    case 'depthwise-conv2d':
    case 'max-pool':
    case 'avg-pool':
      if (op.padding !== 'same') return undefined;
      return first === 'vector' ? first : [first[0] * op.stride[0], first[1] * op.stride[1]];
    case 'global-avg-pool':
      return 'vector';
    case 'flatten':
    case 'dense':
      return first === 'vector' ? first : undefined;
    case 'multiply':
      return others[0] === 'vector' ? first : undefined;
    case 'add':
    case 'concat':
      return others.every((other) => sameStride(first, other)) ? first : undefined;
    case 'batch-norm':
    case 'layer-norm':
    case 'local-response-norm':
    case 'layer-scale':
    case 'activation':
    case 'dropout':
    case 'drop-path':
      return first;
    default:
      return op satisfies never;
  }
}

function sameStride(a: Stride, b: Stride): boolean {
  return a === b || (a !== 'vector' && b !== 'vector' && a[0] === b[0] && a[1] === b[1]);
}
