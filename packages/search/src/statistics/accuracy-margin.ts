/**
 * Half the width of the 95 % Wilson score interval of an accuracy measured on `images` images (Wilson 1927): how far chance in the choice
 * of images alone may have moved it. Seeds are not part of it.
 */
export function accuracyMargin(accuracy: number, images: number): number {
  const z = 1.959964;
  return (z / (1 + z ** 2 / images)) * Math.sqrt((accuracy * (1 - accuracy)) / images + z ** 2 / (4 * images ** 2));
}
