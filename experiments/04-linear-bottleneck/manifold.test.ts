import { expect, it } from 'vitest';
import { lossOf, spiral, throughRelu } from './manifold.js';

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

it('loses less of the spiral in more dimensions, and nothing where no point is left with fewer than two', () => {
  const lost = [2, 5, 30].map((dimensions) => lossOf(dimensions, seeds));
  expect(lost[0].lost.median).toBeGreaterThan(lost[1].lost.median);
  expect(lost[2].lost.high).toBeLessThan(0.001);
  expect(lost[2].collapsed.high).toBe(0);
});

it('gives back half of each point in many dimensions: half of the rows are cut, and the pseudo-inverse counts on all of them', () => {
  const original = spiral();
  const { points } = throughRelu(150, 1);
  points.forEach(([x, y], i) => {
    expect(Math.hypot(x - original[i][0] / 2, y - original[i][1] / 2)).toBeLessThan(0.2);
  });
});
