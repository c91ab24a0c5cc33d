import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { SpaceExhaustedError } from './errors.js';
import { RandomSampler } from './samplers/random-sampler.js';
import { TPESampler } from './samplers/tpe-sampler.js';
import { categorical } from './space/categorical.js';
import { choice } from './space/choice.js';
import { float } from './space/float.js';
import { int } from './space/int.js';
import { createStudy, Study } from './study.js';

const space = { x: float(-5, 5), y: float(-5, 5) };
const square = ({ x, y }: { x: number; y: number }): number => x * x + y * y;

describe('ask and tell', () => {
  test('the type of params follows from the space', () => {
    const study = createStudy({
      space: {
        lr: float(1e-5, 1, { log: true }),
        op: categorical(['conv3', 'mb3']),
        head: choice({ pool: {}, dense: { units: int(16, 256) } }),
      },
    });
    type Params = { lr: number; op: 'conv3' | 'mb3'; head: { kind: 'pool' } | { kind: 'dense'; units: number } };
    expectTypeOf(study.ask().params).toEqualTypeOf<Params>();
    expectTypeOf(study.ask(2)[0]!.params).toEqualTypeOf<Params>();
  });

  test('best is the feasible complete trial with the lowest loss, in the direction of the objective', () => {
    const study = createStudy({ space, directions: ['maximize'] });
    expect(study.best).toBeUndefined();
    const [a, b, c, d] = study.ask(4);
    study.tell(a!, { values: [1] });
    study.tell(b!, { values: [3], constraints: [0] });
    study.tell(c!, { values: [9], constraints: [0.1, -1] });
    study.tell(d!, { state: 'failed', reason: 'out of memory' });
    expect(study.best).toMatchObject({ number: 1, values: [3] });
    expect(study.trials[3]).toMatchObject({ state: 'failed', reason: 'out of memory' });
  });

  test('permuted tells give the same front', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (values, seed) => {
          const fronts = [values.map((_, i) => i), shuffled(values.length, seed)].map((order) => {
            const study = createStudy({ space, directions: ['minimize', 'maximize'], sampler: new RandomSampler() });
            const trials = study.ask(values.length);
            for (const i of order) study.tell(trials[i]!, { values: values[i]! });
            return study.front.map(({ number }) => number);
          });
          expect(fronts[1]).toEqual(fronts[0]);
        },
      ),
    );
  });

  test('enqueued params come first and added trials count as data', () => {
    const study = createStudy({ space });
    study.enqueue({ x: 1, y: 2 });
    expect(study.ask().params).toEqual({ x: 1, y: 2 });
    expect(study.add({ params: { x: 0, y: 0 }, values: [-1] })).toBe(1);
    expect(study.best?.number).toBe(1);
  });

  test('an enqueued trial has its number at once, whatever is added before it is asked for', () => {
    const study = createStudy({ space });
    expect(study.enqueue({ x: 1, y: 2 })).toBe(0);
    expect(study.add({ params: { x: 0, y: 0 }, values: [1] })).toBe(1);
    expect(study.enqueue({ x: 3, y: 4 })).toBe(2);
    expect(study.enqueue({ x: 5, y: 5 })).toBe(3);
    study.tell({ number: 2 }, { values: [25] });
    expect([study.ask(), study.ask()]).toEqual([
      { number: 0, params: { x: 1, y: 2 } },
      { number: 3, params: { x: 5, y: 5 } },
    ]);
    expect(study.ask().number).toBe(4);
  });

  test('random points come from the draw of the study', () => {
    const study = createStudy({ space, sampler: new RandomSampler(), draw: (uniform) => ({ x: 4, y: uniform() }) });
    for (const { params } of study.ask(20)) {
      expect(params.x).toBe(4);
      expect(params.y).toBeGreaterThanOrEqual(0);
      expect(params.y).toBeLessThan(1);
    }
    expect(new Set(study.trials.map(({ params }) => params.y)).size).toBe(20);
  });

  test('a report may give the one objective that is not known, and the other is filled in', () => {
    const study = createStudy({ space, directions: ['maximize', 'maximize'], known: { 1: ({ x }) => x } });
    study.enqueue({ x: 2, y: 0 });
    const trial = study.ask();
    expect(study.report(trial, { step: 1, value: 0.5 })).toEqual({ prune: false });
    expect(study.trials[0]!.reports).toEqual([{ step: 1, values: [0.5, expect.closeTo(2, 12)] }]);
  });
});

function shuffled(length: number, seed: number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  return order.sort((a, b) => ((a * 7919 + seed) % 31) - ((b * 7919 + seed) % 31));
}

describe('bad input', () => {
  test.each([
    ['tell: values must be finite numbers, got NaN', { values: [Number.NaN] }],
    ['tell: values must be finite numbers, got Infinity', { values: [Number.POSITIVE_INFINITY] }],
    ['tell: constraints must be finite numbers, got NaN', { values: [1], constraints: [Number.NaN] }],
    ['tell: needs one value per objective (1), got [1,2]', { values: [1, 2] }],
    ['tell: a complete trial needs values, got none', {}],
    ['tell: a pruned trial has no values', { state: 'pruned' as const, values: [1] }],
    ['tell: state must be complete, pruned or failed, got "done"', { state: 'done' as 'failed' }],
  ])('%s', (message, result) => {
    const study = createStudy({ space });
    const trial = study.ask();
    expect(() => study.tell(trial, result)).toThrow(message);
    study.tell(trial, { values: [1] });
  });

  test('a trial told twice or never asked is named', () => {
    const study = createStudy({ space });
    const trial = study.ask();
    study.tell(trial, { values: [1] });
    expect(() => study.tell(trial, { values: [1] })).toThrow('tell: trial 0 was told already (complete)');
    expect(() => study.tell({ number: 7 }, { values: [1] })).toThrow('tell: trial 7 is unknown');
    expect(() => study.report(trial, { step: 1, value: 1 })).toThrow('report: trial 0 was told already');
  });

  test('params outside the space are named by path', () => {
    const study = createStudy({ space: { x: float(0, 1), head: choice({ pool: {}, dense: { units: int(16, 256, { step: 8 }) } }) } });
    expect(() => study.enqueue({ x: 2, head: { kind: 'pool' } })).toThrow('x: must be in [0, 1], got 2');
    expect(() => study.enqueue({ x: 1, head: { kind: 'dense', units: 17 } })).toThrow(
      'head.dense.units: must be 16 plus whole steps of 8, got 17; use 16',
    );
    expect(() => study.enqueue({ x: 1, head: { kind: 'flat' as 'pool' } })).toThrow('head: must be one of ["pool","dense"], got "flat"');
    expect(() => study.enqueue({ x: Number.NaN, head: { kind: 'pool' } })).toThrow('x: must be a finite number');
    expect(() => study.enqueue({ x: 1 } as never)).toThrow('head: missing from params');
    expect(() => study.enqueue({ x: 1, head: { kind: 'pool' }, z: 1 } as never)).toThrow('z: unknown parameter; the space has x, head');
  });

  test.each([
    ['float: low must not exceed high, got [2, 1]', () => float(2, 1)],
    ['float: a log scale needs low > 0, got low 0', () => float(0, 1, { log: true })],
    ['float: high must be a finite number, got Infinity', () => float(0, Number.POSITIVE_INFINITY)],
    ['float: log and step exclude each other', () => float(1, 2, { log: true, step: 0.5 })],
    ['int: low must be an integer, got 0.5', () => int(0.5, 2)],
    ['int: high must be low plus whole steps, got low 8, high 20, step 8; use high 16', () => int(8, 20, { step: 8 })],
    ['int: step must be a positive number, got 0', () => int(8, 20, { step: 0 })],
    ['categorical: needs at least one choice', () => categorical([])],
    ['categorical: choices must differ, got "a" twice', () => categorical(['a', 'a'])],
    ['categorical: choices must be strings, finite numbers', () => categorical([Number.NaN])],
    ['choice: needs at least one branch', () => choice({})],
    ["choice: 'kind' names the branch", () => choice({ a: { kind: int(1, 2) } })],
    ['space: needs at least one parameter', () => createStudy({ space: {} })],
    ['study: trials must be a positive integer, got 0', () => createStudy({ space, trials: 0 })],
    ['study: a direction is minimize or maximize, got "up"', () => createStudy({ space, directions: ['up' as 'minimize'] })],
    ['study: known has objective 1, but there are 1', () => createStudy({ space, known: { 1: () => 1 } })],
    ['study: every objective is known', () => createStudy({ space, known: { 0: () => 1 } })],
    ['best: the study has 2 objectives', () => createStudy({ space, directions: ['minimize', 'minimize'] }).best],
    ['ask: count must be a positive integer, got 0', () => createStudy({ space }).ask(0)],
    ['seed: must be a finite number', () => createStudy({ space, seed: Number.NaN })],
  ])('%s', (message, act) => {
    expect(act).toThrow(message);
  });

  test('a feasible rule that nothing satisfies ends in an error, not in a hang', () => {
    expect(() => createStudy({ space, feasible: () => false }).ask()).toThrow(/feasible rejected all 10\d\d\d points tried/);
    expect(() => createStudy({ space: { a: int(1, 9) }, feasible: () => false }).ask()).toThrow(
      'feasible rejected all 9 points of the space',
    );
    expect(() => createStudy({ space, feasible: ({ x }) => x > 0 }).enqueue({ x: -1, y: 0 })).toThrow('enqueue: feasible rejects');
  });

  test('a draw with nothing new left ends a space that is too large to be walked through', () => {
    const large = { a: int(1, 1000), b: int(1, 1000) };
    const study = createStudy({
      space: large,
      sampler: new RandomSampler(),
      feasible: ({ a, b }) => a === b && a <= 3,
      draw: (uniform) => {
        const a = 1 + Math.floor(3 * uniform());
        return { a, b: a };
      },
    });
    expect(new Set(study.ask(3).map(({ params }) => params.a)).size).toBe(3);
    expect(() => study.ask()).toThrow(SpaceExhaustedError);
  });

  test('a draw that leaves the space is refused', () => {
    const study = createStudy({ space, sampler: new RandomSampler(), draw: () => ({ x: 6, y: 0 }) });
    expect(() => study.ask()).toThrow('draw: must return params of the space, got {"x":6,"y":0} (x: must be in [-5, 5], got 6');
  });

  test('one feasible point in 100,000 is found in a finite space', () => {
    const study = createStudy({ space: { a: int(0, 999), b: int(0, 99) }, feasible: ({ a, b }) => a === 123 && b === 45 });
    expect(study.ask().params).toEqual({ a: 123, b: 45 });
    expect(() => study.ask()).toThrow('every feasible one of the 100000 points has been asked (1 so far)');
  });

  test('a value that contradicts a known objective is refused', () => {
    const study = createStudy({ space, directions: ['minimize', 'minimize'], known: { 1: () => 42 } });
    expect(() => study.tell(study.ask(), { values: [1, 41] })).toThrow('objective 1 is known to be 42 for these params, got 41');
  });

  test('steps must increase', () => {
    const study = createStudy({ space });
    const trial = study.ask();
    study.report(trial, { step: 2, value: 1 });
    expect(() => study.report(trial, { step: 2, value: 1 })).toThrow('report: steps must increase, got 2 after 2');
    expect(() => study.report(trial, { step: 3, value: Number.NaN })).toThrow('report: values must be finite numbers, got NaN');
  });
});

describe('resuming a pruned trial', () => {
  test('makes it run again with its reports, and takes a result in place of the first', () => {
    const study = createStudy({ space, seed: 1 });
    const trial = study.ask();
    study.report(trial, { step: 1, value: 3 });
    study.tell(trial, { state: 'pruned', reason: 'weak' });
    expect(study.resume(trial)).toEqual(trial);
    expect(study.trials[0]).toEqual({ ...trial, state: 'running', reports: [{ step: 1, values: [3] }] });
    study.report(trial, { step: 2, value: 2 });
    study.tell(trial, { values: [1] });
    expect(study.best).toMatchObject({ number: 0, values: [1] });
    expect(() => study.resume(trial)).toThrow('trial 0 must be pruned, got complete');
    expect(() => study.resume({ number: 7 })).toThrow('trial 7 is unknown');
  });

  test.each(['auto', 'random', 'tpe'] as const)('leaves sampler %s where it would be after a restart', (name) => {
    const options = name === 'auto' ? {} : { sampler: name === 'tpe' ? new TPESampler({ startup: 3 }) : new RandomSampler() };
    const study = createStudy({ space, seed: 1, ...options });
    const told = study.ask(12);
    for (const { number, params } of told) {
      study.report({ number }, { step: 1, value: square(params) });
      study.tell({ number }, number % 3 === 0 ? { state: 'pruned' } : { values: [square(params)] });
    }
    study.ask();
    study.resume({ number: 3 });
    const again = Study.fromJSON(structuredClone(study.toJSON()));
    study.tell({ number: 3 }, { values: [0.5] });
    again.tell({ number: 3 }, { values: [0.5] });
    expect(again.ask(4)).toEqual(study.ask(4));
    expect(Study.fromJSON(structuredClone(study.toJSON())).ask(3)).toEqual(study.ask(3));
  });
});

describe('saving', () => {
  test('JSON keeps trials, reports, running trials and the queue', () => {
    const study = createStudy({ space });
    study.enqueue({ x: 0, y: -0 });
    study.enqueue({ x: 3, y: 3 });
    const trial = study.ask();
    study.report(trial, { step: 1, value: 4 });
    study.tell(trial, { values: [-0], constraints: [-1] });
    const text = JSON.stringify(study);
    const resumed = Study.fromJSON<typeof space>(JSON.parse(text));
    expect(JSON.stringify(resumed)).toBe(text);
    expect(resumed.ask().params).toEqual({ x: 3, y: 3 });
    expect(resumed.best?.number).toBe(0);
  });

  test('functions must be given again', () => {
    const study = createStudy({ space, directions: ['minimize', 'minimize'], feasible: () => true, known: { 1: square } });
    const json = JSON.parse(JSON.stringify(study));
    expect(() => Study.fromJSON(json)).toThrow('the saved study had a function feasible');
    const drawn = createStudy({ space, draw: () => ({ x: 0, y: 0 }) }).toJSON();
    expect(() => Study.fromJSON(drawn)).toThrow('the saved study had a function draw');
    const varied = createStudy({ space, vary: { mutate: (params) => params, cross: (a) => a } }).toJSON();
    expect(() => Study.fromJSON(varied)).toThrow('the saved study had a function vary');
    expect(() => Study.fromJSON(json, { feasible: () => true })).toThrow('the saved study knew objective 1');
    expect(() => Study.fromJSON({ ...json, schema: 'x' })).toThrow("schema must be 'hyperopt-js/1'");
    expect(() =>
      Study.fromJSON<typeof space>({ ...json, sampler: { name: 'magic', options: {} } }, { feasible: () => true, known: { 1: square } }),
    ).toThrow("sampler: 'magic' is not one of");
  });
});
