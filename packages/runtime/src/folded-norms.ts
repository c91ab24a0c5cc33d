import type { Node } from '@isoflop/blocks';

/** Ops whose kernel and bias can take in a scale and shift per channel of their output. */
const LINEAR: readonly Node['op']['kind'][] = ['conv2d', 'depthwise-conv2d', 'dense'];

/**
 * Batch normalisations that at inference the layer before them can do, because nothing else reads that layer: index of the norm -> index of the
 * layer. A convolution with such a kernel and bias is one pass where the two were three.
 */
export function foldedNorms(nodes: readonly Node[]): Map<number, number> {
  const readers = new Array<number>(nodes.length).fill(0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]++;
  return new Map(
    nodes.flatMap(({ op, inputs: [input] }, index): [number, number][] =>
      op.kind === 'batch-norm' && readers[input] === 1 && LINEAR.includes(nodes[input].op.kind) ? [[index, input]] : [],
    ),
  );
}
