import type { Sampler } from '../samplers/sampler.js';
import { categorical } from '../space/categorical.js';
import { choice } from '../space/choice.js';
import { float } from '../space/float.js';
import { int } from '../space/int.js';
import type { Space } from '../space/parameter.js';
import type { Vary } from '../space/vary.js';
import { createStudy, Study } from '../study.js';
import type { StudyOptions } from '../study-options.js';
import type { TrialResult } from '../trial.js';

/** A named check; `run` throws where the sampler breaks the contract. */
export interface ContractCheck {
  readonly name: string;
  readonly run: () => void;
}

const mixed = {
  lr: float(1e-5, 1, { log: true }),
  depth: int(1, 20),
  width: int(8, 512, { log: true, step: 8 }),
  rate: float(0, 0.5, { step: 0.05 }),
  op: categorical(['conv3', 'conv5', 'mb3']),
  head: choice({ pool: {}, dense: { units: int(16, 256), drop: float(0, 0.9) } }),
} as const;
const numbers = { x: float(-5, 5), y: float(-5, 5) } as const;
const finite = { a: categorical(['p', 'q', 'r']), b: int(0, 3), c: categorical([true, false]) } as const;

type Evaluate = (params: Record<string, unknown>, number: number) => TrialResult;

/** What every sampler must do, as checks for any test runner. `make` gives a sampler with the seed. */
export function samplerContract(make: (seed: number) => Sampler): ContractCheck[] {
  const study = <S extends Space>(space: S, options: Partial<StudyOptions<S>> = {}, seed = 1): Study<S> =>
    createStudy({ space, sampler: make(seed), trials: 60, ...options } as StudyOptions<S>);
  return [
    { name: 'stays in range, on steps and on the taken branch', run: () => play(study(mixed), 60, mixedLoss) },
    {
      name: 'handles two objectives, constraints, pruned and failed trials',
      run: () => play(study(numbers, { directions: ['minimize', 'maximize'] }), 60, twoLosses),
    },
    {
      name: 'handles three objectives',
      run: () => play(study(numbers, { directions: ['minimize', 'minimize', 'minimize'] }), 40, threeLosses),
    },
    { name: 'gives the same trials for the same seed and others for another', run: () => checkSeeds(study) },
    { name: 'goes on after JSON as if nothing had happened', run: () => checkResume(study, make) },
    { name: 'goes on after JSON with objectives, constraints and a known loss', run: () => checkResumeSeveral(study, make) },
    { name: 'gives distinct trials in a batch', run: () => checkBatch(study(numbers)) },
    { name: 'never repeats a point of a finite space and says when it is exhausted', run: () => checkFinite(study(finite)) },
    { name: 'asks feasible points only', run: () => checkFeasible(study) },
    { name: 'asks feasible points that only the draw of the study meets', run: () => checkDrawn(study, make) },
    { name: 'asks feasible points that only draw and vary of the study meet', run: () => checkVaried(study, make) },
    { name: 'ends in an error where nothing is feasible', run: () => checkNothingFeasible(study) },
    {
      name: 'uses a known objective',
      run: () => play(study(numbers, { directions: ['minimize', 'minimize'], known: { 1: ({ x }) => x * x } }), 30, knownLosses),
    },
    { name: 'survives equal values and trials that all fail', run: () => checkDegenerate(study) },
  ];
}

function mixedLoss(params: Record<string, unknown>): TrialResult {
  const { lr, depth, width, rate } = params as { lr: number; depth: number; width: number; rate: number };
  return { values: [(Math.log10(lr) + 2) ** 2 + (depth - 7) ** 2 / 50 + Math.abs(Math.log2(width / 64)) + rate] };
}

function twoLosses(params: Record<string, unknown>, number: number): TrialResult {
  const { x, y } = params as { x: number; y: number };
  if (number % 11 === 5) return { state: 'failed', reason: 'out of memory' };
  if (number % 11 === 7) return { state: 'pruned' };
  return { values: [x * x + y * y, -((x - 1) ** 2) - y * y], constraints: [x - 3, -y - 4] };
}

function threeLosses(params: Record<string, unknown>): TrialResult {
  const { x, y } = params as { x: number; y: number };
  return { values: [x * x + y * y, (x - 1) ** 2 + y * y, x * x + (y - 1) ** 2] };
}

function knownLosses(params: Record<string, unknown>): TrialResult {
  const { x, y } = params as { x: number; y: number };
  return { values: [(x - 2) ** 2 + y * y, x * x] };
}

/** Runs trials until there are so many, and checks each against the space by enqueueing it into a twin (encode throws on anything not of the space). */
function play<S extends Space>(study: Study<S>, trials: number, evaluate: Evaluate): void {
  const judge = createStudy({ space: study.space });
  for (let i = study.trials.length; i < trials; i++) {
    const trial = study.ask();
    judge.enqueue(trial.params as never);
    study.tell(trial, evaluate(trial.params as never, trial.number));
  }
  expect(study.trials.length === trials, `${trials} trials`, study.trials.length);
}

type MakeStudy = <S extends Space>(space: S, options?: Partial<StudyOptions<S>>, seed?: number) => Study<S>;

function trace<S extends Space>(study: Study<S>, trials: number, evaluate: Evaluate): string {
  play(study, trials, evaluate);
  return JSON.stringify(study.trials);
}

function checkSeeds(make: MakeStudy): void {
  const first = trace(make(mixed), 30, mixedLoss);
  expect(trace(make(mixed), 30, mixedLoss) === first, 'the same trials again', 'others');
  expect(trace(make(mixed, {}, 2), 30, mixedLoss) !== first, 'other trials for another seed', 'the same');
}

function checkResume(make: MakeStudy, sampler: (seed: number) => Sampler): void {
  for (const before of [3, 17, 33]) {
    const straight = make(mixed);
    play(straight, before, mixedLoss);
    const open = straight.ask(2);
    const text = JSON.stringify(straight);
    const resumed = Study.fromJSON<typeof mixed>(JSON.parse(text), { sampler: sampler(1) });
    expect(JSON.stringify(resumed) === text, 'the same JSON after a round trip', JSON.stringify(resumed));
    for (const study of [straight, resumed]) {
      for (const trial of open) study.tell(trial, mixedLoss(trial.params));
      for (let i = 0; i < 25; i++) {
        const trial = study.ask();
        study.tell(trial, mixedLoss(trial.params));
      }
    }
    expect(JSON.stringify(straight) === JSON.stringify(resumed), `the same future from trial ${before}`, 'another');
  }
}

function checkResumeSeveral(make: MakeStudy, sampler: (seed: number) => Sampler): void {
  const known = { 1: ({ x }: { x: number }) => x * x };
  const evaluate = (params: Record<string, unknown>): TrialResult => ({ ...knownLosses(params), constraints: [1 - (params.y as number)] });
  const straight = make(numbers, { directions: ['minimize', 'minimize'], known });
  play(straight, 25, evaluate);
  const resumed = Study.fromJSON<typeof numbers>(JSON.parse(JSON.stringify(straight)), { sampler: sampler(1), known });
  for (const study of [straight, resumed]) play(study, 45, evaluate);
  expect(JSON.stringify(straight) === JSON.stringify(resumed), 'the same future', 'another');
}

function checkBatch(study: Study<typeof numbers>): void {
  for (let round = 0; round < 4; round++) {
    const batch = study.ask(8);
    const distinct = new Set(batch.map(({ params }) => JSON.stringify(params)));
    expect(distinct.size === 8, '8 distinct trials', distinct.size);
    for (const trial of batch.reverse()) study.tell(trial, { values: [trial.params.x ** 2 + trial.params.y ** 2] });
  }
}

function checkFinite(study: Study<typeof finite>): void {
  const seen = new Set<string>();
  for (let i = 0; i < 24; i++) {
    const trial = study.ask();
    seen.add(JSON.stringify(trial.params));
    study.tell(trial, { values: [trial.params.b] });
  }
  expect(seen.size === 24, '24 distinct points', seen.size);
  let message = '';
  try {
    study.ask();
  } catch (error) {
    message = (error as Error).message;
  }
  expect(/all 24 points/.test(message), 'an error that says all 24 points were asked', message);
}

function checkFeasible(make: MakeStudy): void {
  const rule = ({ x, y }: { x: number; y: number }): boolean => x + y > 6;
  const study = make(numbers, { feasible: rule });
  for (let i = 0; i < 40; i++) {
    const trial = study.ask();
    expect(rule(trial.params), 'a feasible point', JSON.stringify(trial.params));
    study.tell(trial, { values: [trial.params.x] });
  }
}

/** The feasible points are a line, which has no area. */
const onLine = (both: number): { x: number; y: number } => ({ x: both, y: both });
const line = {
  feasible: ({ x, y }: { x: number; y: number }): boolean => x === y,
  draw: (uniform: () => number) => onLine(10 * uniform() - 5),
  known: { 1: ({ x }: { x: number }) => x * x },
} as const;
const vary: Vary<typeof numbers> = {
  mutate: ({ x }, uniform) => onLine(Math.min(5, Math.max(-5, x + uniform() - 0.5))),
  cross: (a, b, uniform) => onLine(a.x + uniform() * (b.x - a.x)),
};

function checkDrawn(make: MakeStudy, sampler: (seed: number) => Sampler): void {
  checkOnLine(make(numbers, { ...line, directions: ['minimize', 'minimize'] }), { ...line, sampler: sampler(1) });
}

function checkVaried(make: MakeStudy, sampler: (seed: number) => Sampler): void {
  checkOnLine(make(numbers, { ...line, vary, directions: ['minimize', 'minimize'] }), { ...line, vary, sampler: sampler(1) });
}

function checkOnLine(study: Study<typeof numbers>, again: Parameters<typeof Study.fromJSON<typeof numbers>>[1]): void {
  play(study, 12, knownLosses);
  const resumed = Study.fromJSON<typeof numbers>(JSON.parse(JSON.stringify(study)), again);
  for (const one of [study, resumed]) play(one, 24, knownLosses);
  expect(
    study.trials.every(({ params }) => line.feasible(params)),
    'feasible points',
    JSON.stringify(study.trials),
  );
  expect(JSON.stringify(study) === JSON.stringify(resumed), 'the same future', 'another');
}

function checkNothingFeasible(make: MakeStudy): void {
  for (const study of [make(numbers, { feasible: () => false }), make(finite, { feasible: () => false })]) {
    let message = '';
    try {
      study.ask();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(/feasible|asked/.test(message), 'an error that says no point is feasible', message);
  }
}

function checkDegenerate(make: MakeStudy): void {
  play(make(mixed), 40, () => ({ values: [1] }));
  play(make(numbers, { directions: ['minimize', 'minimize'] }), 40, () => ({ values: [0, 0] }));
  play(make(mixed), 30, () => ({ state: 'failed' }));
  play(make(numbers), 40, () => ({ values: [1], constraints: [2] }));
  play(make(numbers), 40, (_, number) => ({ values: [number % 2 ? 1e300 : -1e300] }));
}

function expect(condition: boolean, wanted: string, got: unknown): void {
  if (!condition) throw new Error(`sampler contract: expected ${wanted}, got ${String(got)}`);
}
