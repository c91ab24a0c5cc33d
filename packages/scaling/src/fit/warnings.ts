import type { Axis } from '../rules/factors.js';
import { EXPONENT_RANGE } from './additive-law.js';
import { estimate } from './bootstrap.js';
import { budgetBands } from './budget-bands.js';
import { budgetExponents, errorAt, optimalShape, type ShapeLaw, type ShapePoint, spanOf } from './shape-law.js';

/** A reason to doubt a fit, and what would mend it. */
export interface FitWarning {
  readonly kind: 'off-centre' | 'too-wide' | 'cannot-tell' | 'floor' | 'few-budgets';
  readonly text: string;
}

/** A grid wider than this, within one budget, reaches where no simple law holds. */
const WIDE = 8;
/** An interval wider than this factor tells nothing. */
const UNTELLING = 4;

/** What speaks against trusting a shape law. */
export function shapeWarnings(law: ShapeLaw, points: readonly ShapePoint[]): FitWarning[] {
  const { bands } = budgetBands(points);
  const perAxis = law.axes.flatMap((axis, k) => [
    ...exponentWarnings(law, axis, k),
    ...bands.flatMap((band) => gridWarnings(law, band.points, axis)).slice(0, 1),
  ]);
  const costs = points.map(({ macs }) => macs);
  const span = Math.max(...costs) / Math.min(...costs);
  return [
    ...(span < 4
      ? [{ kind: 'few-budgets', text: `budgets span only ${span.toFixed(1)}x: how the optimum grows with the budget is a guess` } as const]
      : []),
    ...(law.fit.law.floor === 0
      ? [{ kind: 'floor', text: 'the floor is 0, at its bound: errors still fall too fast to see where they end' } as const]
      : []),
    ...noiseWarning(law, points),
    ...perAxis,
  ];
}

function exponentWarnings(law: ShapeLaw, axis: Axis, k: number): FitWarning[] {
  if (law.fit.law.terms[k].amplitude === 0) {
    return [
      {
        kind: 'cannot-tell',
        text: `${axis} has no effect that the data could show: its amplitude is 0; train shapes that differ more in it`,
      },
    ];
  }
  const { interval } = estimate(law.fit, ({ terms }) => terms[k].exponent);
  const [low, high] = interval;
  const touches = low <= EXPONENT_RANGE[0] * 1.01 || high >= EXPONENT_RANGE[1] * 0.99;
  if (!touches && high / low < UNTELLING) return [];
  const range = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return [{ kind: 'cannot-tell', text: `the exponent of ${axis} may be anything from ${range}: train more shapes, or more seeds` }];
}

function gridWarnings(law: ShapeLaw, band: readonly ShapePoint[], axis: Axis): FitWarning[] {
  if (band.length < 3) return [];
  const macs = band[0].macs;
  const factors = band.map(({ shape }) => shape[axis]);
  const [least, most] = [Math.min(...factors), Math.max(...factors)];
  const best = optimalShape(law, macs).shape[axis];
  const text = `at ${macs} MACs the networks trained span ${least.toFixed(2)} to ${most.toFixed(2)} in ${axis} and the optimum is ${best.toFixed(2)}`;
  if (best < least || best > most) return [{ kind: 'off-centre', text: `${text}: it is extrapolated; train shapes on both sides of it` }];
  return spanOf(band, axis) > WIDE ? [{ kind: 'too-wide', text: `${text}: the far ends weigh on the fit; keep within ${WIDE}x` }] : [];
}

/** Whether shapes of one budget differ by more than noise: without that no optimum can be told. */
function noiseWarning(law: ShapeLaw, points: readonly ShapePoint[]): FitWarning[] {
  const { bands } = budgetBands(points);
  const spread = Math.max(
    ...bands.map(({ points: band }) => {
      const errors = band.map(({ shape }) => errorAt(law, shape));
      return Math.max(...errors) - Math.min(...errors);
    }),
  );
  const tells = Object.values(budgetExponents(law)).some(({ value, interval }) => value > 0 && interval[1] - interval[0] < 0.5);
  if (spread >= 2 * law.fit.noise && tells) return [];
  const [a, b] = [spread, law.fit.noise].map((value) => (100 * value).toFixed(2));
  return [
    {
      kind: 'cannot-tell',
      text: `shapes of one budget differ by ${a} points of error at most and noise is ${b}: the data cannot tell which is best`,
    },
  ];
}
