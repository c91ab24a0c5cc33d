import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { scale } from '../rules/scale.js';
import { drawStudy, normalStream, REFERENCE_MACS } from '../testing/synthetic-study.js';
import { budgetBands } from './budget-bands.js';
import { fitStudy } from './fit-study.js';
import { fitShapeLaw } from './shape-law.js';
import { measuredShape, type TrainedNetwork } from './trained-network.js';
import { shapeWarnings } from './warnings.js';

const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
const OPTIONS = { samples: 40, level: 0.9, seed: 1 };

/** Networks of four budgets, trained in imagination: errors follow a law of the measured shape. */
function study(noise: number, seed: number): TrainedNetwork[] {
  const normal = normalStream(seed);
  const networks: TrainedNetwork[] = [];
  for (const budget of [1, 2, 4, 8]) {
    for (const depth of [1, 1.5, 2, 3, 4]) {
      for (const width of [0.75, 1, 1.5, 2]) {
        const resolution = Math.sqrt(budget / depth) / width;
        const architecture = scale(base, { depth, width, resolution });
        const { macs } = costOf(architecture);
        const shape = measuredShape(architecture, macs);
        const error = 0.05 + 0.3 * shape.depth ** -0.5 + 0.4 * (shape.width * 2) ** -0.4 + 4 * shape.resolution ** -1 + noise * normal();
        networks.push({ trial: networks.length + 1, architecture, macs, error });
      }
    }
  }
  return networks;
}

describe('measuredShape', () => {
  it('gives back the cost: depth · width² · resolution²', () => {
    const { macs } = costOf(base);
    const { depth, width, resolution } = measuredShape(base, macs);
    expect(depth).toBe(base.stages.reduce((sum: number, { repeats }: Architecture['stages'][number]) => sum + repeats, 0));
    expect(resolution).toBe(64);
    expect(depth * width ** 2 * resolution ** 2).toBeCloseTo(macs, 3);
  });
});

describe('budgetBands', () => {
  it('finds common budgets within 5 %', () => {
    const points = [101, 104, 100, 200, 203, 201, 399, 400, 402].map((macs) => ({ macs }));
    const { bands, areCommon } = budgetBands(points);
    expect(areCommon).toBe(true);
    expect(bands.map(({ points: band }) => band.map(({ macs }) => macs))).toEqual([
      [100, 101, 104],
      [200, 201, 203],
      [399, 400, 402],
    ]);
  });

  it('cuts scattered costs into bands that hold each point once', () => {
    const points = Array.from({ length: 40 }, (_, i) => ({ macs: 1.2 ** i }));
    const { bands, areCommon } = budgetBands(points);
    expect(areCommon).toBe(false);
    expect(bands).toHaveLength(6);
    expect(bands.flatMap(({ points: band }) => band)).toHaveLength(40);
  });
});

describe('budgetBands of dense costs', () => {
  it('takes many costs in a row for no common budgets', () => {
    const points = Array.from({ length: 200 }, (_, i) => ({ macs: 1.01 ** i }));
    expect(budgetBands(points).areCommon).toBe(false);
  });
});

describe('fitStudy', () => {
  const fit = fitStudy(study(0.001, 5), OPTIONS);

  it('explains the errors down to the noise, network by network', () => {
    expect(fit.residuals).toHaveLength(80);
    expect(fit.shape.fit.noise).toBeLessThan(0.002);
    for (const { error, predicted, residual } of fit.residuals) expect(error - predicted).toBeCloseTo(residual, 12);
  });

  it('foretells the largest budget, held out', () => {
    expect(fit.heldOut!.networks).toBeGreaterThan(3);
    expect(fit.heldOut!.rootMeanSquare).toBeLessThan(0.004);
    expect(fit.heldOut!.inside).toBeGreaterThan(0.6);
  });

  it('has valleys whose optimum no sharing beats', () => {
    for (const { optimum, points } of fit.valleys) {
      for (const { error, shares } of points) {
        expect(error).toBeGreaterThanOrEqual(optimum.error - 1e-9);
        expect(shares.depth + shares.width + shares.resolution).toBeCloseTo(1, 12);
      }
    }
  });

  it('refuses an empty study', () => {
    expect(() => fitStudy([], OPTIONS)).toThrow('trained networks are needed, got none');
  });

  it('says that the data cannot tell where there is noise only', () => {
    const normal = normalStream(9);
    const noise = study(0, 1).map((network) => ({ ...network, error: 0.3 + 0.02 * normal() }));
    expect(fitStudy(noise, OPTIONS).warnings.map(({ kind }) => kind)).toContain('cannot-tell');
  });
});

describe('shapeWarnings', () => {
  const law = {
    floor: 0.05,
    terms: [
      { amplitude: 0.05, exponent: 0.6 },
      { amplitude: 0.08, exponent: 0.9 },
    ],
  };
  const budgets = [1, 2, 4, 8].map((times) => times * REFERENCE_MACS);
  const kindsOf = (points: Parameters<typeof fitShapeLaw>[0]) =>
    shapeWarnings(fitShapeLaw(points, OPTIONS), points).map(({ kind }) => kind);

  it('are none for a good grid', () => {
    expect(kindsOf(drawStudy({ law, budgets, perBudget: 12, spread: 0.5, noise: 0.0003, seed: 1 }))).toEqual([]);
  });

  it('name a grid that misses the optimum', () => {
    const points = drawStudy({ law, budgets, perBudget: 40, spread: 0.6, noise: 0.0003, seed: 1 }).filter(
      ({ shape, macs }) => shape.depth > 2 * (macs / 1e6) ** 0.3,
    );
    expect(kindsOf(points)).toContain('off-centre');
  });

  it('name a grid that is too wide', () => {
    expect(kindsOf(drawStudy({ law, budgets, perBudget: 12, spread: 1.5, noise: 0.0003, seed: 1 }))).toContain('too-wide');
  });

  it('name budgets that are too near to each other', () => {
    expect(kindsOf(drawStudy({ law, budgets: [1e6, 2e6], perBudget: 12, spread: 0.5, noise: 0.0003, seed: 1 }))).toContain('few-budgets');
  });
});
