import type { Shape } from '@isoflop/blocks';
import type { Scope } from '../builder/scope.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { GraphVariable } from '../builder/variable.js';
import { add, binary, cast, multiply, subtract } from '../kernels/elementwise.js';
import { reshape, slice } from '../kernels/layout.js';

/** Mean and deviation per channel, on the scale from 0 to 1, that pixels are normalised with. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Where one image of a batch reads its pixels: output (y, x) is input (y - shiftY, x - shiftX), then flipped; rows of [flip, shiftY, shiftX]. */
export const PLACEMENT_FIELDS = 3;

/** The data set as a session keeps it: labels, and images as bytes, by pixel where a batch moves pixels. */
export function datasetVariables([height, width, channels]: Shape, placed: boolean): { images: GraphVariable; labels: GraphVariable } {
  const shape = placed ? [-1, channels] : [-1, height, width, channels];
  return {
    images: { name: 'data/images', shape, dtype: 'uint8', trainable: false },
    labels: { name: 'data/labels', shape: [-1], dtype: 'int32', trainable: false },
  };
}

/** (byte / 255 - mean) / std per channel; a channel that never varies is only centred. */
export function normalize(bytes: GraphTensor, { mean, std }: PixelStatistics): GraphTensor {
  const { scope } = bytes;
  const deviation = std.map((value) => (value > 0 ? value : 1));
  const vector = (values: number[]) => scope.constant({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) });
  const scale = vector(deviation.map((value) => 1 / (255 * value)));
  return add(multiply(cast(bytes, 'float32'), scale), vector(mean.map((value, channel) => -value / deviation[channel])));
}

/** Rows of a kept variable. */
export function gatherRows(scope: Scope, variable: GraphVariable, rows: GraphTensor): GraphTensor {
  const attrs = {
    dtype: { type: variable.dtype },
    Tindices: { type: 'int32' },
    batch_dims: { int: 0 },
    validate_indices: { bool: true },
  } as const;
  const type = { shape: [...rows.shape, ...variable.shape.slice(1)], dtype: variable.dtype };
  return scope.tensor('ResourceGather', [scope.handle(variable), rows], attrs, type);
}

/**
 * For every pixel of a batch, the row of `data/images` that it shows: [batch, height, width]. `images` [batch] are image numbers, `placements`
 * [batch, 3]. Pixels that a shift uncovers repeat the edge.
 */
export function placedPixels([height, width]: Shape, images: GraphTensor, placements: GraphTensor): GraphTensor {
  const { scope } = images;
  const [batch] = images.shape;
  const field = (index: number) => slice(placements, [0, index], [-1, 1]);
  const clamp = (x: GraphTensor, largest: number) => binary('Minimum', binary('Maximum', x, scope.int(0)), scope.int(largest));
  const positions = (count: number) =>
    scope.constant({ dtype: 'int32', shape: [1, count], data: Int32Array.from({ length: count }, (_, index) => index) });
  const grid = (shape: number[], a: GraphTensor, b: GraphTensor, op: 'AddV2' | 'Sub' | 'Mul') => ({ ...binary(op, a, b), shape });
  const down = clamp(grid([batch, height], positions(height), field(1), 'Sub'), height - 1);
  const across = clamp(grid([batch, width], positions(width), field(2), 'Sub'), width - 1);
  // x + flip · (width - 1 - 2x) is x or its mirror image
  const mirrored = add(across, multiply(subtract(scope.int(width - 1), multiply(across, scope.int(2))), field(0)));
  const rows = multiply(add(multiply(reshape(images, [batch, 1]), scope.int(height)), down), scope.int(width));
  return grid([batch, height, width], reshape(rows, [batch, height, 1]), reshape(mirrored, [batch, 1, width]), 'AddV2');
}
