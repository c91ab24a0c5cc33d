import type { Architecture } from '@isoflop/blocks';
import { BlockPricer } from '../match/block-pricer.js';
import { solve } from '../match/solve.js';
import { AXES, type Axis, MACS_POWER, type ScaleFactors } from '../rules/factors.js';
import { type Scaler, scale } from '../rules/scale.js';

/** A place where a tiny step of one factor changes the counted cost much. */
export interface Cliff {
  readonly axis: Axis;
  /** The largest factor before the step and the smallest after it, as near as they were told apart. */
  readonly before: number;
  readonly after: number;
  /** Height of the image on both sides. */
  readonly pixels: readonly [number, number];
  readonly macs: readonly [number, number];
  /** Share by which the step raises the cost. */
  readonly jump: number;
}

/** Where to look for cliffs, around the chosen factors. */
export interface CliffSearch {
  /** Share of each factor, up and down. */
  readonly within: number;
  /** Steps that raise cost by less are left out. */
  readonly leastJump: number;
}

const NEAR: CliffSearch = { within: 0.1, leastJump: 0.02 };
/** Points looked at on each axis; steps nearer to each other than these are told as one. */
const SAMPLES = 160;

/** The cliffs near a point, along each axis by itself, dearest first. */
export function cliffsNear(base: Architecture, factors: ScaleFactors, build: Scaler = scale, { within, leastJump } = NEAR): Cliff[] {
  const pricer = new BlockPricer();
  const measure = (architecture: Architecture) => pricer.price(architecture).macs;
  const found: Cliff[] = [];
  for (const axis of AXES) {
    const at = (factor: number) => build(base, { ...factors, [axis]: factor });
    const sample = (i: number) => factors[axis] * (1 - within) * ((1 + within) / (1 - within)) ** (i / SAMPLES);
    let macs = measure(at(sample(0)));
    for (let i = 1; i <= SAMPLES; i++) {
      const next = measure(at(sample(i)));
      if (next / macs - 1 >= leastJump) {
        // Just below the dearer network lies the step.
        const range = { start: sample(i - 1), least: sample(i - 1), most: sample(i) };
        const { below, above } = solve({ at, target: Math.sqrt(macs * next), ...range, power: MACS_POWER[axis] }, measure);
        const jump = below && above ? above.cost / below.cost - 1 : 0;
        if (below && above && jump >= leastJump) {
          const pixels = [below.architecture.input.height, above.architecture.input.height] as const;
          found.push({ axis, before: below.factor, after: above.factor, pixels, macs: [below.cost, above.cost], jump });
        }
      }
      macs = next;
    }
  }
  return found.sort((a, b) => b.jump - a.jump);
}

/** A nearby network that is cheaper for what it is, or one that uses up what rounding gives away. */
export interface Snap {
  readonly axis: Axis;
  readonly factor: number;
  /** Height of the image. */
  readonly pixels: number;
  readonly macs: number;
  /** Share of the chosen network's multiply-adds; negative where it costs more. */
  readonly saved: number;
  readonly reason: string;
}

/** Offers to snap: the multiples of 32 pixels on both sides, and the next smaller step of depth and of width. */
export function snapOffers(base: Architecture, factors: ScaleFactors, build: Scaler = scale): Snap[] {
  const pricer = new BlockPricer();
  const measure = (architecture: Architecture) => pricer.price(architecture).macs;
  const chosen = build(base, factors);
  const macs = measure(chosen);
  const snap = (axis: Axis, exact: number, reason: string): Snap => {
    const at = (factor: number) => build(base, { ...factors, [axis]: factor });
    const cost = measure(at(exact));
    // A factor of three digits, where one makes the same network.
    const factor = [Number(exact.toFixed(3)), Math.floor(exact * 1000) / 1000].find((short) => measure(at(short)) === cost) ?? exact;
    const architecture = at(factor);
    return { axis, factor, pixels: architecture.input.height, macs: cost, saved: 1 - cost / macs, reason };
  };
  const { height } = chosen.input;
  const multiples = [Math.floor(height / 32), Math.ceil(height / 32)]
    .map((times) => times * 32)
    .filter((size) => size > 0 && size !== height);
  const offers = multiples.map((size) =>
    snap('resolution', size / base.input.height, `${size} px is a multiple of 32: no stride rounds up`),
  );
  for (const axis of ['depth', 'width'] as const) {
    const at = (factor: number) => build(base, { ...factors, [axis]: factor });
    const range = { start: factors[axis], least: factors[axis] / 4, most: factors[axis] };
    const { below } = solve({ at, target: macs - 1, ...range, power: MACS_POWER[axis] }, measure);
    if (below !== undefined) offers.push(snap(axis, below.factor, `the next smaller step of ${axis}`));
  }
  return offers;
}
