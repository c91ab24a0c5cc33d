import { expect, test } from 'vitest';
import { bestSoFar } from '../analysis/best-so-far.js';
import { edf } from '../analysis/edf.js';
import { RandomSampler } from '../samplers/random-sampler.js';
import { categorical } from '../space/categorical.js';
import { float } from '../space/float.js';
import { createStudy } from '../study.js';
import { fanova } from './fanova.js';
import { pedAnova } from './ped-anova.js';

function linear() {
  const study = createStudy({
    space: { a: float(0, 1), b: float(0, 1), none: float(0, 1), op: categorical(['p', 'q']) },
    sampler: new RandomSampler(),
  });
  for (let i = 0; i < 300; i++) {
    const trial = study.ask();
    const { a, b, op } = trial.params;
    study.tell(trial, { values: [3 * a + b + (op === 'p' ? 0 : 1)] });
  }
  return study;
}

test('fANOVA shares follow the variances of an additive function', () => {
  // Variances: 9/12, 1/12, 0 and 1/4 of 13/12 in all.
  const shares = fanova(linear());
  expect(Object.keys(shares)[0]).toBe('a');
  expect(shares.a).toBeCloseTo(9 / 13, 1);
  expect(shares.op).toBeCloseTo(3 / 13, 1);
  expect(shares.b).toBeCloseTo(1 / 13, 1);
  expect(shares.none).toBeLessThan(0.03);
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test('PED-ANOVA puts what decides about the good trials first and what does not matter last', () => {
  const order = Object.keys(pedAnova(linear()));
  expect(order[0]).toBe('a');
  expect(pedAnova(linear()).none).toBeLessThan(0.1);
});

test('too few trials are said', () => {
  const study = createStudy({ space: { a: float(0, 1) } });
  expect(() => fanova(study)).toThrow('fanova: needs at least 4 complete trials, got 0');
  expect(() => pedAnova(study)).toThrow('pedAnova: needs at least 4 complete trials, got 0');
  expect(() => fanova(study, { objective: 1 })).toThrow('objective 1 does not exist');
});

test('EDF and best-so-far count ties, failures and infeasible trials rightly', () => {
  expect(edf([3, 1, 3, 2])).toEqual([
    { value: 1, share: 0.25 },
    { value: 2, share: 0.5 },
    { value: 3, share: 1 },
  ]);
  const study = createStudy({ space: { a: float(0, 1) }, directions: ['maximize'] });
  const [a, b, c, d] = study.ask(4);
  study.tell(a!, { state: 'failed' });
  study.tell(b!, { values: [1] });
  study.tell(c!, { values: [5], constraints: [1] });
  study.tell(d!, { values: [3] });
  expect(bestSoFar(study)).toEqual([undefined, 1, 1, 3]);
});
