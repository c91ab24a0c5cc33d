/**
 * How often 90 % intervals hold the truth: simulated studies of a known law over depth, width and resolution, fitted as `isoflop fit` does.
 * Run it after `npm run build`: `npx tsx bench/scaling/coverage.ts [STUDIES]` (200 studies take a minute or two).
 */
import { loadavg } from 'node:os';
import { AXES, type Axis, budgetExponents, fitShapeLaw } from '@isoflop/scaling';
import { drawStudy, REFERENCE_MACS } from '../../packages/scaling/src/testing/synthetic-study.js';

const studies = Number(process.argv[2] ?? 200);
const LAW = {
  floor: 0.05,
  terms: [
    { amplitude: 0.05, exponent: 0.6 },
    { amplitude: 0.08, exponent: 0.9 },
    { amplitude: 0.06, exponent: 0.7 },
  ],
} as const;
const POWERS = [1, 2, 2] as const;
const total = LAW.terms.reduce((sum, { exponent }, k) => sum + POWERS[k] / exponent, 0);
const truth = Object.fromEntries(AXES.map((axis, k) => [axis, 1 / LAW.terms[k].exponent / total])) as Record<Axis, number>;

console.log(`${studies} studies of 4 budgets x 12 networks, 100 resampled fits each; load ${loadavg()[0].toFixed(1)}`);
for (const noise of [0.001, 0.002, 0.004]) {
  const inside = { depth: 0, width: 0, resolution: 0 };
  const start = performance.now();
  for (let seed = 1; seed <= studies; seed++) {
    const budgets = [1, 2, 4, 8].map((times) => times * REFERENCE_MACS);
    const points = drawStudy({ law: LAW, budgets, perBudget: 12, spread: 0.5, noise, seed });
    const exponents = budgetExponents(fitShapeLaw(points, { samples: 100, level: 0.9, seed }));
    for (const axis of AXES) {
      const [low, high] = exponents[axis].interval;
      if (low <= truth[axis] && truth[axis] <= high) inside[axis]++;
    }
  }
  const shares = AXES.map((axis) => `${axis} ${((100 * inside[axis]) / studies).toFixed(1)} %`).join(', ');
  const milliseconds = (performance.now() - start) / studies;
  console.log(
    `noise ${noise}: the 90 % interval of the budget exponent holds the truth of ${shares}; ${milliseconds.toFixed(0)} ms a study; target 85 %`,
  );
}
