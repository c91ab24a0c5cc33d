import type { OptimalShape, Shape, StudyFit } from '@isoflop/scaling';

/** A fit as `isoflop fit --json` prints it. Shapes are in blocks, effective width and pixels: macs = depth · width² · resolution². */
export function fitDocument(study: string, fit: StudyFit) {
  const { law: shapeLaw, noise, level } = fit.shape.fit;
  return {
    study,
    networks: fit.networks,
    level,
    law: {
      shape: {
        formula: 'error = floor + sum of amplitude * (dimension / reference)^-exponent',
        floor: shapeLaw.floor,
        terms: Object.fromEntries(fit.shape.axes.map((axis, k) => [axis, shapeLaw.terms[k]])),
        reference: { ...fit.mean, macs: fit.shape.referenceMacs },
        noise,
      },
      compute: fit.compute && {
        formula: 'error = floor + amplitude * (macs / referenceMacs)^-exponent, over the best network of each budget',
        referenceMacs: fit.compute.referenceMacs,
        floor: fit.compute.floor,
        amplitude: fit.compute.amplitude,
        exponent: fit.compute.exponent,
      },
    },
    optimum: {
      /** Powers of the budget with which each dimension of the optimum grows. */
      exponents: fit.budgetExponents,
      budgets: fit.valleys.map(({ optimum, points }) => ({
        ...absolute(fit, optimum),
        valley: points.map(({ shares, error }) => ({ shares, error })),
      })),
    },
    elasticities: {
      trial: fit.elasticities.trial,
      macs: fit.elasticities.macs,
      /** Error that 10 % more multiply-adds on one dimension alone takes away. */
      errorPerTenPercentMacs: fit.elasticities.gain,
      best: fit.elasticities.best,
      isClear: fit.elasticities.isClear,
    },
    residuals: fit.residuals,
    heldOut: fit.heldOut ?? null,
    warnings: fit.warnings,
  };
}

/** An optimum in the units of the networks rather than relative to their mean. */
export function absolute({ mean }: StudyFit, { macs, shape, error }: OptimalShape): Shape & { macs: number; error: number } {
  return {
    macs,
    depth: shape.depth * mean.depth,
    width: shape.width * mean.width,
    resolution: shape.resolution * mean.resolution,
    error,
  };
}
