import type { GraphBuilder, NodeRef } from '../ir/graph.js';
import type { Padding } from '../ir/shape.js';

export interface PoolSettings {
  readonly function: 'max' | 'avg';
  readonly kernel: number;
  readonly stride: number;
  /** `ceil` is Caffe's: no padding before, and a last window that may hang over the end. */
  readonly padding: 'same' | 'valid' | 'ceil';
}

/** Appends max or average pooling; averages never count padding. */
export function addPool(graph: GraphBuilder, path: string, settings: PoolSettings, input: NodeRef): NodeRef {
  const { kernel, stride } = settings;
  const [height, width] = graph.shape(input);
  const padding: Padding =
    settings.padding === 'ceil'
      ? { top: 0, bottom: overhang(height, kernel, stride), left: 0, right: overhang(width, kernel, stride) }
      : settings.padding;
  const window = { kernel: [kernel, kernel], stride: [stride, stride], padding } as const;
  return graph.add(
    path,
    settings.function === 'max' ? { kind: 'max-pool', ...window } : { kind: 'avg-pool', ...window, countPadding: false },
    [input],
  );
}

/** Pixels that the last of ceil((size - kernel) / stride) + 1 windows lies beyond the end; a window that would start there is left out. */
function overhang(size: number, kernel: number, stride: number): number {
  const windows = Math.max(0, Math.ceil((size - kernel) / stride));
  const last = windows * stride < size ? windows : windows - 1;
  return Math.max(0, last * stride + kernel - size);
}
