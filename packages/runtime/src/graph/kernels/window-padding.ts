import type { Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import type { Attrs } from '../proto/graph-def.js';

/** Pixels before and after height and width. */
export interface WindowPadding {
  readonly rows: readonly [before: number, after: number];
  readonly columns: readonly [before: number, after: number];
}

export const NO_PADDING: WindowPadding = { rows: [0, 0], columns: [0, 0] };

/** The pixels of padding that a window's rule comes to on an input. */
export function windowPadding(window: Window, input: Shape): WindowPadding {
  const [down, across] = [axisWindows(window, input, 0), axisWindows(window, input, 1)];
  return { rows: [down.before, down.after], columns: [across.before, across.after] };
}

const pixelsOf = ({ rows, columns }: WindowPadding) => [...rows, ...columns];

/** Whether a window's padding, by whichever rule, is what TensorFlow means by `SAME` or by `VALID`, for which more fast kernels exist. */
export function paddingKind(window: Window, input: Shape): 'SAME' | 'VALID' | 'EXPLICIT' {
  const actual = pixelsOf(windowPadding(window, input));
  if (actual.every((pixels) => pixels === 0)) return 'VALID';
  const same: Window = { ...window, padding: 'same' };
  const sameCount = ([0, 1] as const).every((axis) => axisWindows(window, input, axis).count === axisWindows(same, input, axis).count);
  return sameCount && actual.join() === pixelsOf(windowPadding(same, input)).join() ? 'SAME' : 'EXPLICIT';
}

/** TensorFlow's padding attributes of a dense convolution. */
export function paddingAttrs(window: Window, input: Shape): Attrs {
  const kind = paddingKind(window, input);
  if (kind !== 'EXPLICIT') return { padding: { text: kind } };
  return { padding: { text: kind }, explicit_paddings: { ints: [0, 0, ...pixelsOf(windowPadding(window, input)), 0, 0] } };
}
