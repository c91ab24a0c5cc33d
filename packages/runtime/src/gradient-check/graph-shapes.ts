import type { Graph, OpOf, Shape } from '@isoflop/blocks';
import type { ConvShape } from './conv-shape.js';

/** The convolutions that a network computes: one of each group where there are groups, with the taps of a dilated one spread. */
export function convShapesOf({ nodes }: Graph): ConvShape[] {
  return nodes.flatMap((node) => {
    const { op } = node;
    return op.kind === 'conv2d' || op.kind === 'depthwise-conv2d' ? [convShapeOf(op, nodes[node.inputs[0]].output)] : [];
  });
}

/** The convolution that one op computes on images of height, width and channels. */
export function convShapeOf(op: OpOf<'conv2d' | 'depthwise-conv2d'>, [height, width, channels]: Shape): ConvShape {
  const spread = (axis: 0 | 1) => (op.kernel[axis] - 1) * op.dilation[axis] + 1;
  const window = { height, width, kernel: [spread(0), spread(1)], stride: op.stride, padding: op.padding } as const;
  if (op.kind === 'depthwise-conv2d') return { ...window, inChannels: channels, outChannels: channels * op.multiplier, depthwise: true };
  return { ...window, inChannels: channels / op.groups, outChannels: op.filters / op.groups, depthwise: false };
}
