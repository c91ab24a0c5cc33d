import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type AdditiveLaw, lawAt } from '../fit/additive-law.js';
import type { Shape, ShapePoint } from '../fit/shape-law.js';

/** A seeded standard normal. */
export function normalStream(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < 16; i++) generator.next();
  const uniform = () => uniformFloat64(generator);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A study whose law is known: networks of several budgets around a centre, with noise on their errors. */
export interface SyntheticStudy {
  /** Terms of depth, width and (third, if any) resolution. */
  readonly law: AdditiveLaw;
  readonly budgets: readonly number[];
  readonly perBudget: number;
  /** Standard deviation of log depth and log width around the centre of each budget. */
  readonly spread: number;
  readonly noise: number;
  readonly seed: number;
}

export const REFERENCE_MACS = 1e6;

/** Draws the points of a study. With two terms resolution stays at 1 and width makes up the budget. */
export function drawStudy({ law, budgets, perBudget, spread, noise, seed }: SyntheticStudy): ShapePoint[] {
  const normal = normalStream(seed);
  const hasResolution = law.terms.length === 3;
  return budgets.flatMap((macs) =>
    Array.from({ length: perBudget }, () => {
      const growth = Math.log(macs / REFERENCE_MACS);
      const depth = growth * 0.25 + spread * normal();
      const rest = (growth - depth) / 2;
      const width = hasResolution ? rest / 2 + spread * 0.7 * normal() : rest;
      const shape: Shape = { depth: Math.exp(depth), width: Math.exp(width), resolution: hasResolution ? Math.exp(rest - width) : 1 };
      const logs = [depth, width, rest - width].slice(0, law.terms.length);
      return { shape, macs, error: lawAt(law, logs) + noise * normal() };
    }),
  );
}
