import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { gaussian, seededGenerator, uniform } from '../random.js';
import type { ImageSplit, OfficialSplits } from './dataset.js';

/** A wave pattern: its repeat in pixels of the original image, and the direction it varies along, in degrees. */
interface Texture {
  readonly name: string;
  readonly pattern: 'grating' | 'checks';
  readonly periodPixels: number;
  readonly degrees: number;
}

const SIDE = 28;
// No direction is the mirror image of another one, because recipes flip images.
const ORIENTATIONS = [0, 30, 60, 90] as const;

/**
 * Ten classes in two scales. The fine ones repeat every 2.5 pixels and vanish when the side is halved (Nyquist needs more than 2
 * samples per repeat); the coarse ones repeat every 5.5 pixels, survive halving and vanish at a quarter. Accuracy therefore
 * depends on resolution by construction, which a search over resolution has to find out.
 */
const TEXTURES: readonly Texture[] = [
  ...([2.5, 5.5] as const).flatMap((periodPixels) =>
    ORIENTATIONS.map((degrees) => ({
      name: `grating ${periodPixels} px ${degrees} deg`,
      pattern: 'grating' as const,
      periodPixels,
      degrees,
    })),
  ),
  { name: 'checks 2.5 px', pattern: 'checks', periodPixels: 2.5, degrees: 22.5 },
  { name: 'checks 5.5 px', pattern: 'checks', periodPixels: 5.5, degrees: 22.5 },
];

/** Facts that are known without drawing anything. */
export const TEXTURES_FACTS = {
  name: 'textures',
  classes: TEXTURES.map((texture) => texture.name),
  height: SIDE,
  width: SIDE,
  channels: 1,
  licence: 'none needed: computed from a seed',
} as const;

/**
 * The procedural data set: gratings and checks with random phase, contrast, brightness, tilt, repeat and pixel noise. Image `i` of
 * a part depends on (seed, part, i) alone. 28 x 28 x 1 with ten classes, so that it can stand in for Fashion-MNIST.
 */
export function makeTextures(options: { readonly training: number; readonly test: number; readonly seed: number }): OfficialSplits {
  return {
    ...TEXTURES_FACTS,
    source: `procedural, seed ${options.seed}`,
    training: drawSplit(options.training, options.seed, 0),
    test: drawSplit(options.test, options.seed, 1),
  };
}

function drawSplit(count: number, seed: number, part: number): ImageSplit {
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const label = index % TEXTURES.length;
    labels[index] = label;
    drawTexture(TEXTURES[label], seededGenerator(seed, part, index), images.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE));
  }
  return { images, labels, count };
}

/** A sample of normal draws to pick noise from: a draw for every pixel would take most of the time that drawing takes. */
const noiseSource = seededGenerator(0);
const NOISE = Float32Array.from({ length: 4096 }, () => gaussian(noiseSource));

/** Fills one image. Waves are sines; checks are the product of two waves at right angles, scaled to the same contrast. */
function drawTexture(texture: Texture, generator: RandomGenerator, pixels: Uint8Array): void {
  const angle = ((texture.degrees + uniform(generator, -10, 10)) * Math.PI) / 180;
  const frequency = (2 * Math.PI) / (texture.periodPixels * uniform(generator, 0.93, 1.07));
  const [phaseU, phaseV] = [uniform(generator, 0, 2 * Math.PI), uniform(generator, 0, 2 * Math.PI)];
  const brightness = uniform(generator, 100, 156);
  const contrast = uniform(generator, 25, 75);
  const noise = uniform(generator, 15, 40);
  const [cos, sin] = [Math.cos(angle) * frequency, Math.sin(angle) * frequency];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const along = Math.sin(x * cos + y * sin + phaseU);
      const wave = texture.pattern === 'grating' ? along : Math.SQRT2 * along * Math.sin(y * cos - x * sin + phaseV);
      pixels[y * SIDE + x] = Math.max(0, Math.min(255, Math.round(brightness + contrast * wave + noise * NOISE[generator.next() & 4095])));
    }
  }
}
