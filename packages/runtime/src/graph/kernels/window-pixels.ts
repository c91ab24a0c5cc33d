import type { Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import { addAll } from './add-all.js';
import { pad, padImages, slice, spreadOut, subsample } from './layout.js';
import { windowPadding } from './window-padding.js';

/** Reads and writes what stands under each tap of a window, tap after tap in the kernel's order. */
export interface WindowPixels {
  readonly taps: readonly (readonly [row: number, column: number])[];
  /** For every tap the pixels [batch, windows down, windows across, channels] that all windows have there. */
  read(x: GraphTensor): GraphTensor[];
  /** The reverse of `read`: sums what each tap has into images of the shape of `x`. */
  write(parts: readonly GraphTensor[], x: GraphTensor): GraphTensor;
}

/** Of a window without dilation on images of height, width and channels `input`, of which a group may have a part. */
export function windowPixels(window: Window, input: Shape): WindowPixels {
  const { kernel, stride } = window;
  const { rows, columns } = windowPadding(window, input);
  const [height, width] = [input[0] + rows[0] + rows[1], input[1] + columns[0] + columns[1]];
  const reach = ([0, 1] as const).map((axis) => (axisWindows(window, input, axis).count - 1) * stride[axis] + 1);
  const steps = [1, ...stride, 1];
  const taps = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => [Math.floor(tap / kernel[1]), tap % kernel[1]] as const);
  return {
    taps,
    read(x) {
      const padded = padImages(x, rows, columns);
      return taps.map(([row, column]) => subsample(slice(padded, [0, row, column, 0], [-1, reach[0], reach[1], x.shape[3]]), steps));
    },
    write(parts, x) {
      const placed = parts.map((part, tap) => {
        const [row, column] = taps[tap];
        const spread = spreadOut(part, [x.shape[0], reach[0], reach[1], x.shape[3]], steps);
        return pad(spread, [
          [0, 0],
          [row, height - reach[0] - row],
          [column, width - reach[1] - column],
          [0, 0],
        ]);
      });
      return slice(addAll(placed), [0, rows[0], columns[0], 0], x.shape);
    },
  };
}
