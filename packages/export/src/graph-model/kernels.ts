import type { Size2d } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';

/** A grouped kernel [h, w, channels / groups, filters] as a dense one with zeros between the groups: TensorFlow.js knows no groups. */
export function ungrouped(kernel: NamedWeights, groups: number): NamedWeights {
  if (groups === 1) return kernel;
  const [height, width, channels, filters] = kernel.shape;
  const data = new Float32Array(height * width * channels * groups * filters);
  for (let i = 0; i < kernel.data.length; i++) {
    const filter = i % filters;
    const channel = Math.floor(i / filters) % channels;
    const place = Math.floor(i / (filters * channels));
    const group = Math.floor(filter / (filters / groups));
    data[(place * channels * groups + group * channels + channel) * filters + filter] = kernel.data[i];
  }
  return { ...kernel, shape: [height, width, channels * groups, filters], data };
}

/** A dilated kernel as a wider one with zeros between its taps, for TensorFlow.js has dilation at stride 1 only. */
export function spread(kernel: NamedWeights, [down, across]: Size2d): NamedWeights {
  if (down === 1 && across === 1) return kernel;
  const [height, width, inner, outer] = kernel.shape;
  const wide = [(height - 1) * down + 1, (width - 1) * across + 1];
  const depth = inner * outer;
  const data = new Float32Array(wide[0] * wide[1] * depth);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const tap = kernel.data.subarray((row * width + column) * depth, (row * width + column + 1) * depth);
      data.set(tap, (row * down * wide[1] + column * across) * depth);
    }
  }
  return { ...kernel, shape: [wide[0], wide[1], inner, outer], data };
}
