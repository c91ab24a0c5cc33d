import type { Architecture } from '@isoflop/blocks';
import { BlockPricer, compoundFactors, nominalCost, ROUNDINGS, type RoundingName, scale, tripleGrid } from '@isoflop/scaling';

/** A triple of step 1: what it is said to cost and what it costs, as multiples of the base. */
export interface PricedTriple {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly nominal: number;
  readonly real: number;
}

/** EfficientNet's grid (Tan and Le 2019, section 3.3), each triple counted on a base. */
export function priceTriples(base: Architecture, rounding: RoundingName, step = 0.05): PricedTriple[] {
  const pricer = new BlockPricer();
  const macs = pricer.price(base).macs;
  return tripleGrid({ step, product: 2, slack: 0.1 }).map((triple) => {
    const factors = compoundFactors(triple, 1);
    return { ...triple, nominal: nominalCost(factors), real: pricer.price(scale(base, factors, ROUNDINGS[rounding])).macs / macs };
  });
}
