import { ScalingError } from '../scaling-error.js';
import { BOOTSTRAP, type BootstrapOptions, type Estimate } from './bootstrap.js';
import { budgetBands } from './budget-bands.js';
import { type ComputeLaw, fitComputeLaw } from './compute-law.js';
import { type HeldOutCheck, heldOutCheck } from './held-out.js';
import { budgetExponents, type Elasticities, elasticities, errorAt, fitShapeLaw, type Shape, type ShapeLaw } from './shape-law.js';
import { shapePoints, type TrainedNetwork } from './trained-network.js';
import { isoFlopValley, type Valley } from './valley.js';
import { type FitWarning, shapeWarnings } from './warnings.js';

/** A network's measured error beside the law's. */
export interface Residual {
  readonly trial: number;
  readonly macs: number;
  readonly error: number;
  readonly predicted: number;
  readonly residual: number;
}

/** Everything that a study's trials say about scaling. */
export interface StudyFit {
  readonly networks: number;
  /** The shape that factors are relative to: blocks, pixels, and effective width. */
  readonly mean: Shape;
  readonly shape: ShapeLaw;
  /** Over the best network of each budget; undefined where there are too few budgets. */
  readonly compute: ComputeLaw | undefined;
  readonly valleys: readonly Valley[];
  readonly budgetExponents: { readonly [A in keyof Shape]: Estimate };
  /** At the best network trained. */
  readonly elasticities: Elasticities & { readonly trial: number; readonly macs: number };
  readonly residuals: readonly Residual[];
  /** Undefined where too little would be left to fit. */
  readonly heldOut: HeldOutCheck | undefined;
  readonly warnings: readonly FitWarning[];
}

/**
 * Fits the shape law to all networks and the compute law to the best of each budget. Throws `ScalingError` where there are too few networks, or
 * they differ too little in shape.
 */
export function fitStudy(networks: readonly TrainedNetwork[], options: BootstrapOptions = BOOTSTRAP): StudyFit {
  if (networks.length === 0) throw new ScalingError('fit: trained networks are needed, got none; train some first');
  const { points, mean } = shapePoints(networks);
  const shape = fitShapeLaw(points, options);
  const { bands } = budgetBands(points);
  const best = bands.map(({ points: band }) => band.reduce((a, b) => (b.error < a.error ? b : a)));
  const compute = orUndefined(() => fitComputeLaw(best, options));
  const heldOut = orUndefined(() => heldOutCheck(points, options));
  const top = networks.reduce((leading, network, i) => (network.error < networks[leading].error ? i : leading), 0);
  return {
    networks: networks.length,
    mean,
    shape,
    compute,
    valleys: bands.map(({ points: band }) => isoFlopValley(shape, bands[0].points[0].macs, band[0].macs)),
    budgetExponents: budgetExponents(shape),
    elasticities: { ...elasticities(shape, points[top].shape), trial: networks[top].trial, macs: networks[top].macs },
    residuals: networks.map(({ trial, macs, error }, i) => {
      const predicted = errorAt(shape, points[i].shape);
      return { trial, macs, error, predicted, residual: error - predicted };
    }),
    heldOut,
    warnings: [
      ...(compute === undefined ? [{ kind: 'few-budgets', text: 'too few budgets for a law of error against compute' } as const] : []),
      ...(heldOut === undefined ? [{ kind: 'few-budgets', text: 'too few networks to hold the largest budget out' } as const] : []),
      ...shapeWarnings(shape, points),
    ],
  };
}

function orUndefined<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScalingError) return undefined;
    throw error;
  }
}
