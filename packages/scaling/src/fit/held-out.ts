import { type BootstrapOptions, predictionHalfWidth } from './bootstrap.js';
import { budgetBands } from './budget-bands.js';
import { errorAt, fitShapeLaw, type ShapePoint } from './shape-law.js';

/** How a law fitted without the largest budget foretells it. */
export interface HeldOutCheck {
  /** Cost of the cheapest network held out. */
  readonly macs: number;
  readonly networks: number;
  /** Mean of measured minus foretold error: above 0, the law was too hopeful. */
  readonly bias: number;
  readonly rootMeanSquare: number;
  /** Share of the networks inside their prediction interval; about `level`, if the law holds. */
  readonly inside: number;
  readonly level: number;
}

/** Share of the dearest networks held out where there are no common budgets. */
const SHARE = 0.2;

/** Fits without the dearest budget (or the dearest fifth) and compares. Throws `ScalingError` where too little is left to fit. */
export function heldOutCheck(points: readonly ShapePoint[], options: BootstrapOptions): HeldOutCheck {
  const { bands, areCommon } = budgetBands(points);
  const sorted = [...points].sort((a, b) => a.macs - b.macs);
  const count = areCommon ? bands[bands.length - 1].points.length : Math.max(1, Math.round(points.length * SHARE));
  const held = sorted.slice(-count);
  const law = fitShapeLaw(sorted.slice(0, -count), options);
  const differences = held.map((point) => point.error - errorAt(law, point.shape));
  const halfWidth = ({ shape }: ShapePoint) =>
    predictionHalfWidth(law.fit, (sample) => errorAt(law, shape, sample), points.length - count, law.axes.length);
  const inside = held.filter((point, i) => Math.abs(differences[i]) <= halfWidth(point));
  return {
    macs: held[0].macs,
    networks: count,
    bias: differences.reduce((sum, value) => sum + value, 0) / count,
    rootMeanSquare: Math.sqrt(differences.reduce((sum, value) => sum + value ** 2, 0) / count),
    inside: inside.length / count,
    level: options.level,
  };
}
