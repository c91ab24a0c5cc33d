import { expect, test } from 'vitest';
import { Rng } from '../../rng.js';
import { CompiledSpace } from '../../space/compiled-space.js';
import { float } from '../../space/float.js';
import { doubtedLengths } from './doubted-lengths.js';
import { FitWorkspace } from './fit-workspace.js';
import { initialHyperparameters } from './hyperparameters.js';
import { Distances } from './kernel.js';
import { fitHyperparameters } from './log-posterior.js';

/** By how much the log weights of two dimensions grow, of which the targets depend on the first alone. */
function growth(count: number): number[] {
  const { dimensions } = new CompiledSpace({ a: float(0, 1), b: float(0, 1) });
  const rng = Rng.fromSeed(1);
  const rows = Float64Array.from({ length: 2 * count }, () => rng.uniform());
  const targets = Float64Array.from({ length: count }, (_, i) => Math.SQRT2 * Math.sin(9 * rows[2 * i]!));
  const work = new FitWorkspace(new Distances(dimensions), rows);
  const { logs } = fitHyperparameters(work, targets, initialHyperparameters(2), 50);
  const doubted = doubtedLengths(work, targets, logs);
  expect([...doubted.subarray(2)]).toEqual([...logs.subarray(2)]);
  return [0, 1].map((j) => doubted[j]! - logs[j]!);
}

test('lengths that the data settle are doubted less than others, and less the more data there are, none by more than half', () => {
  const [few, many] = [growth(6), growth(40)];
  expect(many[0]!).toBeLessThan(0.5 * many[1]!);
  expect(many[0]!).toBeLessThan(0.75 * few[0]!);
  for (const grown of [...few, ...many]) {
    expect(grown).toBeGreaterThan(0);
    expect(grown).toBeLessThanOrEqual(Math.log(4));
  }
});
