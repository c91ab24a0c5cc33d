import { describe, expect, it } from 'vitest';
import { drawStudy, REFERENCE_MACS } from '../testing/synthetic-study.js';
import { parabolaExponent } from './parabola.js';
import { budgetExponents, elasticities, errorAt, fitShapeLaw, optimalShape, type ShapePoint } from './shape-law.js';

const LAW = {
  floor: 0.05,
  terms: [
    { amplitude: 0.05, exponent: 0.6 },
    { amplitude: 0.08, exponent: 0.9 },
    { amplitude: 0.06, exponent: 0.7 },
  ],
} as const;
const TWO_AXES = { floor: 0.05, terms: LAW.terms.slice(0, 2) };
const BUDGETS = [1, 2, 4, 8].map((times) => times * REFERENCE_MACS);
const OPTIONS = { samples: 60, level: 0.9, seed: 1 };

/** Power of the budget with which each factor of the optimum grows: what the exponents of the law imply (Lagrange). */
function truth(terms: readonly { readonly exponent: number }[]) {
  const powers = [1, 2, 2];
  const total = terms.reduce((sum, { exponent }, k) => sum + powers[k] / exponent, 0);
  return terms.map(({ exponent }) => 1 / exponent / total);
}

describe('fitShapeLaw', () => {
  it('recovers a law of three axes without noise', () => {
    const points = drawStudy({ law: LAW, budgets: BUDGETS, perBudget: 12, spread: 0.5, noise: 0, seed: 1 });
    const law = fitShapeLaw(points, OPTIONS);
    law.fit.law.terms.forEach(({ exponent, amplitude }, k) => {
      expect(exponent).toBeCloseTo(LAW.terms[k].exponent, 1);
      expect(amplitude).toBeCloseTo(LAW.terms[k].amplitude, 2);
    });
    expect(law.referenceMacs).toBeCloseTo(REFERENCE_MACS, 3);
    const { depth, width, resolution } = budgetExponents(law);
    [depth, width, resolution].forEach(({ value }, k) => {
      expect(value).toBeCloseTo(truth(LAW.terms)[k], 2);
    });
  });

  it('holds the true power of optimal depth in its 90 % interval in 85 % of 200 studies', () => {
    const [trueDepth, trueWidth] = truth(TWO_AXES.terms);
    const inside = { depth: 0, width: 0 };
    for (let seed = 1; seed <= 200; seed++) {
      const points = drawStudy({ law: TWO_AXES, budgets: BUDGETS, perBudget: 8, spread: 0.5, noise: 0.002, seed });
      const { depth, width } = budgetExponents(fitShapeLaw(points, { samples: 100, level: 0.9, seed }));
      if (depth.interval[0] <= trueDepth && trueDepth <= depth.interval[1]) inside.depth++;
      if (width.interval[0] <= trueWidth && trueWidth <= width.interval[1]) inside.width++;
    }
    expect(inside.depth).toBeGreaterThanOrEqual(170);
    expect(inside.width).toBeGreaterThanOrEqual(170);
    expect(inside.depth).toBeLessThan(200);
  }, 300_000);

  it('leaves out an axis that does not vary', () => {
    const points = drawStudy({ law: TWO_AXES, budgets: BUDGETS, perBudget: 6, spread: 0.5, noise: 0, seed: 2 });
    const law = fitShapeLaw(points, OPTIONS);
    expect(law.axes).toEqual(['depth', 'width']);
    expect(budgetExponents(law).resolution.value).toBe(0);
  });

  it('refuses too few networks and shapes that are alike', () => {
    const points = drawStudy({ law: LAW, budgets: BUDGETS, perBudget: 12, spread: 0.5, noise: 0, seed: 1 });
    expect(() => fitShapeLaw(points.slice(0, 8), OPTIONS)).toThrow('3 axes need at least 9 trained networks, got 8');
    const alike = points.map((point) => ({ ...point, shape: points[0].shape }));
    expect(() => fitShapeLaw(alike, OPTIONS)).toThrow('must vary by 1.1x, got depth 1.00x');
  });
});

describe('parabolas through valleys', () => {
  /** The budgets of a law without noise, on a grid of depths around its optimum times `shift`, `reach` up and down. */
  function grid(shift: number, reach: number): ShapePoint[][] {
    const [depthPower] = truth(TWO_AXES.terms);
    return BUDGETS.map((macs) =>
      Array.from({ length: 9 }, (_, i) => {
        const depth = 0.8 * (macs / REFERENCE_MACS) ** (depthPower + shift) * reach ** ((i - 4) / 4);
        const width = Math.sqrt(macs / REFERENCE_MACS / depth);
        const error =
          0.05 +
          TWO_AXES.terms[0].amplitude * depth ** -TWO_AXES.terms[0].exponent +
          TWO_AXES.terms[1].amplitude * width ** -TWO_AXES.terms[1].exponent;
        return { shape: { depth, width, resolution: 1 }, macs, error };
      }),
    );
  }

  it('are biased without any noise on the usual grid, the same depths at every budget, where variable projection is not', () => {
    const [depthPower] = truth(TWO_AXES.terms);
    const drifting = grid(-depthPower, 8);
    const parabola = parabolaExponent(drifting, 'depth');
    const projection = budgetExponents(fitShapeLaw(drifting.flat(), OPTIONS)).depth.value;
    expect(Math.abs(projection - depthPower)).toBeLessThan(0.001);
    expect(Math.abs(parabola - depthPower)).toBeGreaterThan(0.02);
  });

  it('are right where the grid moves along with the optimum, however wide', () => {
    expect(parabolaExponent(grid(0, 2), 'depth')).toBeCloseTo(truth(TWO_AXES.terms)[0], 2);
  });
});

describe('optimalShape', () => {
  const points = drawStudy({ law: LAW, budgets: BUDGETS, perBudget: 12, spread: 0.5, noise: 0, seed: 1 });
  const law = fitShapeLaw(points, OPTIONS);

  it('spends the whole budget, and no other shape of that cost has less error', () => {
    const { shape, error, macs } = optimalShape(law, 5 * REFERENCE_MACS);
    const cost = shape.depth * shape.width ** 2 * shape.resolution ** 2 * law.referenceMacs;
    expect(cost / macs).toBeCloseTo(1, 9);
    for (const depth of [0.9, 1.1]) {
      for (const width of [0.95, 1, 1.05]) {
        const moved = { depth: shape.depth * depth, width: shape.width * width, resolution: shape.resolution / (width * Math.sqrt(depth)) };
        expect(errorAt(law, moved)).toBeGreaterThan(error);
      }
    }
  });

  it('grows with the budget as the budget exponents say', () => {
    const [small, large] = [1, 16].map((times) => optimalShape(law, times * REFERENCE_MACS).shape);
    const { depth, width } = budgetExponents(law);
    expect(Math.log(large.depth / small.depth) / Math.log(16)).toBeCloseTo(depth.value, 6);
    expect(Math.log(large.width / small.width) / Math.log(16)).toBeCloseTo(width.value, 6);
  });
});

describe('elasticities', () => {
  const points = drawStudy({ law: LAW, budgets: BUDGETS, perBudget: 12, spread: 0.5, noise: 0.0005, seed: 4 });
  const law = fitShapeLaw(points, OPTIONS);

  it('are equal on all axes at the optimum', () => {
    const { gain } = elasticities(law, optimalShape(law, 4 * REFERENCE_MACS).shape);
    expect(gain.width!.value / gain.depth!.value).toBeCloseTo(1, 1);
    expect(gain.resolution!.value / gain.depth!.value).toBeCloseTo(1, 1);
  });

  it('point to depth for a network that is far too shallow, and say so clearly', () => {
    const shallow = elasticities(law, { depth: 0.2, width: 2, resolution: 2 });
    expect([shallow.best, shallow.isClear]).toEqual(['depth', true]);
  });
});
