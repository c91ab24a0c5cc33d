import type { GraphTensor } from '../builder/tensor.js';
import { padImages, slice } from './layout.js';
import type { WindowPadding } from './window-padding.js';

/** Images with zeros, or `value`, around them, with the gradient that cuts them off again. */
export function padded(x: GraphTensor, { rows, columns }: WindowPadding, value = 0): GraphTensor {
  if ([...rows, ...columns].every((pixels) => pixels === 0)) return x;
  return x.scope.tape.record(padImages(x, rows, columns, value), [x], (dy) => [slice(dy, [0, rows[0], columns[0], 0], x.shape)]);
}
