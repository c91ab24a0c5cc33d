/** Height, width and channels of a tensor; the batch is implicit and a vector is `[1, 1, C]`. */
export type Shape = readonly [height: number, width: number, channels: number];

/** Height and width of a kernel, stride or dilation. */
export type Size2d = readonly [height: number, width: number];

/** `same` and `valid` are TensorFlow's; an object pads explicitly, in pixels. */
export type Padding = 'same' | 'valid' | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** Number of values in one image's tensor. */
export function elements(shape: Shape): number {
  return shape[0] * shape[1] * shape[2];
}
