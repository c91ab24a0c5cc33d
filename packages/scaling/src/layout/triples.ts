import { nominalCost } from '../rules/factors.js';
import { type CompoundCoefficients, compoundFactors } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';

/** The grid of EfficientNet's step 1. */
export interface TripleGrid {
  /** Spacing of alpha, beta and gamma. */
  readonly step: number;
  /** Nominal cost that triples should have; the paper's is 2. */
  readonly product: number;
  /** How far from it alpha * beta^2 * gamma^2 may be. */
  readonly slack: number;
}

/**
 * All (alpha, beta, gamma) on a grid from 1 upwards whose nominal cost is near `product` (Tan and Le 2019, section 3.3; the paper says
 * neither step nor slack). Throws `ScalingError` for a step that is not positive or makes more than ten million triples.
 */
export function tripleGrid({ step, product, slack }: TripleGrid): CompoundCoefficients[] {
  const most = product + slack;
  const values = (limit: number) =>
    Array.from({ length: Math.floor((limit - 1) / step + 1e-9) + 1 }, (_, i) => Number((1 + i * step).toFixed(9)));
  if (!(step > 0 && most > 1 && (most - 1) / step < 1e4 && ((most - 1) * (Math.sqrt(most) - 1) ** 2) / step ** 3 < 1e7)) {
    throw new ScalingError(
      `step 1: a grid needs a step above 0 that makes at most ten million triples, got step ${step} up to ${most}; use 0.05`,
    );
  }
  const roots = values(Math.sqrt(most));
  return values(most)
    .flatMap((alpha) => roots.flatMap((beta) => roots.map((gamma) => ({ alpha, beta, gamma }))))
    .filter((triple) => Math.abs(nominalCost(compoundFactors(triple, 1)) - product) <= slack + 1e-9);
}

/**
 * Triples on a simplex lattice: the logarithm of `product` is shared out to depth, width and resolution in `divisions`-ths, so that nominal
 * cost is exactly the product. There are (n + 1)(n + 2) / 2 of them.
 */
export function simplexTriples(divisions: number, product: number): CompoundCoefficients[] {
  if (!(Number.isInteger(divisions) && divisions >= 1 && divisions <= 4000 && product > 1)) {
    throw new ScalingError(
      `step 1: a simplex lattice needs 1 to 4000 divisions and a product above 1, got ${divisions} and ${product}; use 10 and 2`,
    );
  }
  const triples: CompoundCoefficients[] = [];
  for (let d = 0; d <= divisions; d++) {
    for (let w = 0; w <= divisions - d; w++) {
      const r = divisions - d - w;
      const power = (share: number, of: number) => product ** (share / divisions / of);
      triples.push({ alpha: power(d, 1), beta: power(w, 2), gamma: power(r, 2) });
    }
  }
  return triples;
}
