import type { NamedWeights } from '@isoflop/runtime';

/** An array whose axis i is axis `axes[i]` of the given one, as NumPy's transpose. */
export function transpose({ name, shape, data }: NamedWeights, axes: readonly number[]): NamedWeights {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const out = new Float32Array(data.length);
  const at = new Array<number>(sizes.length).fill(0);
  let source = 0;
  for (let target = 0; target < out.length; target++) {
    out[target] = data[source];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++at[axis] < sizes[axis]) break;
      source -= steps[axis] * sizes[axis];
      at[axis] = 0;
    }
  }
  return { name, shape: sizes, data: out };
}

/** A convolution's kernel [height, width, channels, filters] as [filters, channels, height, width]. */
export const filtersFirst = (kernel: NamedWeights) => transpose(kernel, [3, 2, 0, 1]);

/** A depthwise kernel [height, width, channels, multiplier] as [channels * multiplier, 1, height, width]. */
export function depthwiseFirst(kernel: NamedWeights): NamedWeights {
  const [height, width, channels, multiplier] = kernel.shape;
  return { ...transpose(kernel, [2, 3, 0, 1]), shape: [channels * multiplier, 1, height, width] };
}

/** Images [batch, height, width, channels] as [batch, channels, height, width]. */
export const channelsFirst = (shape: readonly number[], data: Float32Array) =>
  transpose({ name: 'images', shape, data }, [0, 3, 1, 2]).data;
