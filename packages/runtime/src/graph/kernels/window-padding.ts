import type { Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import type { Attrs } from '../proto/graph-def.js';

/** Pixels before and after height and width. */
export interface WindowPadding {
  readonly rows: readonly [before: number, after: number];
  readonly columns: readonly [before: number, after: number];
}

/** The pixels of padding that a window's rule comes to on an input. */
export function windowPadding(window: Window, input: Shape): WindowPadding {
  const [down, across] = [axisWindows(window, input, 0), axisWindows(window, input, 1)];
  return { rows: [down.before, down.after], columns: [across.before, across.after] };
}

const isZero = ({ rows, columns }: WindowPadding) => [...rows, ...columns].every((pixels) => pixels === 0);

/** TensorFlow's padding attributes; explicit padding that equals `SAME` is told as such, for which more fast kernels exist. */
export function paddingAttrs(window: Window, input: Shape): Attrs {
  const actual = windowPadding(window, input);
  if (isZero(actual)) return { padding: { text: 'VALID' } };
  const same = windowPadding({ ...window, padding: 'same' }, input);
  const sameCount = ([0, 1] as const).every(
    (axis) => axisWindows(window, input, axis).count === Math.ceil(input[axis] / window.stride[axis]),
  );
  if (sameCount && [...actual.rows, ...actual.columns].join() === [...same.rows, ...same.columns].join())
    return { padding: { text: 'SAME' } };
  return { padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, ...actual.rows, ...actual.columns, 0, 0] } };
}
