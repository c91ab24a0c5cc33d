import { expect, it } from 'vitest';
import pillow from '../../../fixtures/pillow.json' with { type: 'json' };
import { rotate, shearX, shearY, translateX, translateY } from './affine.js';
import { autoContrast } from './auto-contrast.js';
import type { ByteImage } from './byte-image.js';
import { brightness, contrast, saturation, sharpness } from './enhance.js';
import { equalize } from './equalize.js';
import { flipHorizontally } from './flip.js';
import { posterize } from './posterize.js';
import { solarize } from './solarize.js';

const decode = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const image: ByteImage = { pixels: decode(pillow.image), height: pillow.height, width: pillow.width, channels: 3 };

const functions: Record<string, (image: ByteImage, argument: number) => ByteImage> = {
  autoContrast,
  equalize,
  posterize,
  solarize,
  brightness,
  contrast,
  saturation,
  sharpness,
  rotate,
  shearX,
  shearY,
  translateX,
  translateY,
  flip: flipHorizontally,
};

it.each(Object.entries(pillow.results))('%s makes what Pillow makes of the same picture', (call, expected) => {
  const [name, argument] = call.split(' ');
  const before = Uint8Array.from(image.pixels);
  expect(functions[name](image, Number(argument)).pixels).toEqual(decode(expected));
  expect(image.pixels).toEqual(before);
});
