import { type Architecture, zoo } from '@isoflop/blocks';
import { BlockPricer } from '../match/block-pricer.js';
import { solve } from '../match/solve.js';
import { AXES, type Axis, nominalCost, type ScaleFactors } from '../rules/factors.js';
import { type FamilyTable, familyTables } from '../rules/families.js';
import { ROUNDINGS, type Rounding } from '../rules/rounding.js';
import { type CompoundCoefficients, compoundFactors, EFFICIENTNET_COEFFICIENTS, requireCoefficients } from '../rules/rules.js';
import { type Scaler, scale, scalerOf } from '../rules/scale.js';
import { ScalingError } from '../scaling-error.js';

/** A row of a published table: factors on width and depth, and pixels. */
export interface TableRow {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly pixels: number;
}

/** The phi that one dimension of a row points to. */
export interface ImpliedPhi {
  /** log(factor) / log(coefficient). */
  readonly phi: number;
  /** All phi that round to the very same whole numbers: repeats, channels or pixels. Undefined where no phi does. */
  readonly range: readonly [number, number] | undefined;
}

/** What one row of a table says about phi. */
export interface PhiForensics {
  readonly name: string;
  readonly factors: ScaleFactors;
  readonly implied: { readonly [A in Axis]: ImpliedPhi };
  /** The phi of the nominal cost: the one that would have cost as much. */
  readonly costPhi: number;
  /** What that phi would have made. */
  readonly atCostPhi: ScaleFactors & { readonly pixels: number };
  /** Whether some single phi rounds to this row in all three dimensions. */
  readonly isOnePhi: boolean;
  /** Relative to the base. */
  readonly nominal: number;
  readonly real: number;
  readonly macs: number;
}

/** EfficientNet's released table, B1 to B7. */
export const RELEASED_ROWS: readonly TableRow[] = rowsOf(familyTables.efficientnet).slice(1, 8);

/** The rows of a table of factors. */
export function rowsOf(table: FamilyTable): TableRow[] {
  return table.members.flatMap(({ name, width, depth, pixels }) => (typeof depth === 'number' ? [{ name, width, depth, pixels }] : []));
}

/**
 * For every row of a table, the phi that depth, width and pixels imply, and whether any single phi makes the row at all, rounding taken into
 * account. Throws `ScalingError` where a coefficient is not above 1: its dimension then implies no phi.
 */
export function phiForensics(
  rows: readonly TableRow[] = RELEASED_ROWS,
  base: Architecture = zoo('efficientnet_b0'),
  coefficients: CompoundCoefficients = EFFICIENTNET_COEFFICIENTS,
  rounding: Rounding = ROUNDINGS.efficientnet,
): PhiForensics[] {
  requireCoefficients(coefficients);
  const one = compoundFactors(coefficients, 1);
  for (const axis of AXES) {
    if (one[axis] > 1) continue;
    throw new ScalingError(`phi of ${base.name}: the coefficient of ${axis} must be above 1 to imply a phi, got ${one[axis]}; use 1.1`);
  }
  const build = scalerOf(rounding);
  const pricer = new BlockPricer();
  const baseMacs = pricer.price(base).macs;
  return rows.map(({ name, width, depth, pixels }) => {
    const factors = { depth, width, resolution: pixels / base.input.height };
    const network = build(base, factors);
    const { macs } = pricer.price(network);
    const implied = Object.fromEntries(
      AXES.map((axis) => [axis, impliedPhi(axis, factors[axis], one[axis], base, build)]),
    ) as PhiForensics['implied'];
    const nominal = nominalCost(factors);
    const costPhi = Math.log(nominal) / Math.log(nominalCost(one));
    const at = compoundFactors(coefficients, costPhi);
    return {
      name,
      factors,
      implied,
      costPhi,
      atCostPhi: { ...at, pixels: scale(base, at).input.height },
      isOnePhi: intersect(Object.values(implied).map(({ range }) => range)),
      nominal,
      real: macs / baseMacs,
      macs,
    };
  });
}

/** What grows step by step along each axis, and nothing else does. */
const SIZE: { readonly [A in Axis]: (network: Architecture) => number } = {
  depth: ({ stages }) => stages.reduce((sum, { repeats }) => sum + repeats, 0),
  width: ({ stem, stages, head }) =>
    [...stem, ...stages.map(({ block }) => block), ...head].reduce((sum, block) => sum + ('channels' in block ? block.channels : 0), 0),
  resolution: ({ input }) => input.height,
};

function impliedPhi(axis: Axis, factor: number, coefficient: number, base: Architecture, build: Scaler): ImpliedPhi {
  const at = (value: number) => build(base, { depth: 1, width: 1, resolution: 1, [axis]: value });
  const size = SIZE[axis];
  const target = size(at(factor));
  const limits = { start: factor, least: factor / 4, most: factor * 4, power: 1 };
  const phiOf = (value: number | undefined) => Math.log(value ?? factor) / Math.log(coefficient);
  const last = solve({ at, target, ...limits }, size).below;
  // Sizes are whole, so the first factor beyond the one before is the first with this size.
  const first = solve({ at, target: target - 0.5, ...limits }, size).above;
  const isReached = first !== undefined && last !== undefined && size(first.architecture) === target;
  return { phi: phiOf(factor), range: isReached ? [phiOf(first.factor), phiOf(last.factor)] : undefined };
}

function intersect(ranges: readonly (readonly [number, number] | undefined)[]): boolean {
  if (ranges.some((range) => range === undefined)) return false;
  const known = ranges as readonly (readonly [number, number])[];
  return Math.max(...known.map(([first]) => first)) <= Math.min(...known.map(([, last]) => last));
}
