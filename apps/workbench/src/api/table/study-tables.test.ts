import { FRONT_COSTS, openStore, type ResultsStore, TRIAL_KINDS, TRIAL_ORDERS, TRIAL_STATES } from '@isoflop/results-store';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { columnsText } from '../columns-text.js';
import { columnsAnswer, trialsQuery } from '../schema.js';
import { newTrial } from '../testing/trials.js';
import { trialRowOf } from '../trial-rows.js';
import { frontOf } from './front.js';
import { selectPage } from './select-trials.js';
import { StudyTables } from './study-tables.js';

let store: ResultsStore;
let tables: StudyTables;

beforeEach(async () => {
  store = await openStore('memory:', { now: () => 1_700_000_000_000 });
  tables = new StudyTables(store);
  await store.createStudy({ name: 'a', spec: null });
});

/** What may happen to a study. */
const step = fc.oneof(
  fc.record({ do: fc.constant('create' as const), kind: fc.constantFrom(...TRIAL_KINDS), macs: fc.nat(4), width: fc.option(fc.nat(2)) }),
  fc.record({ do: fc.constant('finish' as const), number: fc.nat(12), accuracy: fc.option(fc.nat(4)) }),
  fc.record({ do: fc.constant('look' as const) }),
);

async function apply(action: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
  if (action.do === 'look') {
    await tables.get('a');
  } else if (action.do === 'create') {
    const { kind, macs, width } = action;
    const params = width === null ? { depth: 1 } : { width, depth: [1, width] };
    const last = (await store.position('a')).lastTrial;
    const parents = width === null || last === 0 ? [] : [...new Set([last, Math.max(1, last - width)])];
    await store.createTrial(
      'a',
      newTrial({ kind, params, parents, cost: { macs, params: 2 * macs, activations: 9 - macs, weightsBytes: 1 } }),
    );
  } else {
    const [trial] = await store.trials('a', { states: ['queued'], offset: action.number, limit: 1 });
    if (trial === undefined) return;
    const { accuracy } = action;
    const started = await store.startTrial(trial.id, { slot: String(accuracy), epochs: 4 });
    if (accuracy === null) await store.finishTrial(started, { state: 'failed', reason: 'x', seconds: 3, facts: { epochs: 2 } });
    else await store.finishTrial(started, { state: 'complete', accuracy: accuracy / 4, loss: accuracy, facts: { latencyMs: accuracy } });
  }
}

const query = fc.record({
  orderBy: fc.constantFrom(...TRIAL_ORDERS),
  direction: fc.constantFrom('ascending' as const, 'descending' as const),
  state: fc.option(fc.subarray([...TRIAL_STATES], { minLength: 1 }), { nil: undefined }),
  kind: fc.option(fc.subarray([...TRIAL_KINDS], { minLength: 1 }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 6 }),
  offset: fc.nat(6),
});

describe('a table', () => {
  it('gives the pages and fronts that the store gives, whatever happened while it was kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(query, { minLength: 1, maxLength: 4 }), async (steps, queries) => {
        await store.deleteStudy('a');
        await store.createStudy({ name: 'a', spec: null });
        for (const action of steps) {
          await apply(action);
          const { state, kind, ...page } = queries[0]!;
          const { indices } = selectPage(await tables.get('a'), queries[0]!);
          const expected = await store.trials('a', { ...page, ...(state && { states: state }), ...(kind && { kinds: kind }) });
          expect(indices.map((index) => index + 1)).toEqual(expected.map(({ number }) => number));
        }
        const table = await tables.get('a');
        for (const { state, kind, limit, offset, ...order } of queries) {
          const filter = { ...(state && { states: state }), ...(kind && { kinds: kind }) };
          const { indices, total } = selectPage(table, { state, kind, limit, offset, ...order });
          const all = await store.trials('a', { ...order, ...filter });
          expect(indices.map((index) => table.row(index))).toEqual(all.slice(offset, offset + limit).map(trialRowOf));
          expect(total).toBe(all.length);
        }
        for (const cost of FRONT_COSTS) {
          const within = { macs: { least: 1, most: 3 } };
          const front = frontOf(table, { cost, kind: 'search', within }).map((index) => index + 1);
          expect(front).toEqual((await store.front('a', { cost, within })).map(({ number }) => number));
        }
        expect(table.counts).toEqual((await store.summary('a')).counts);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('filters by ranges, and what has no value is in none', async () => {
    for (const macs of [1, 2, 3]) await apply({ do: 'create', kind: 'search', macs, width: 1 });
    await apply({ do: 'finish', number: 1, accuracy: 3 });
    const numbers = async (ranges: object) =>
      selectPage(await tables.get('a'), { ...trialsQuery.parse({}), ...ranges }).indices.map((index) => index + 1);
    expect(await numbers({ macsFrom: 2 })).toEqual([2, 3]);
    expect(await numbers({ macsFrom: 2, macsTo: 2 })).toEqual([2]);
    expect(await numbers({ accuracyFrom: 0 })).toEqual([2]);
    expect(await numbers({ accuracyTo: 0.5 })).toEqual([]);
  });

  it('is read anew when its study was deleted and made again', async () => {
    await apply({ do: 'create', kind: 'search', macs: 1, width: 1 });
    expect((await tables.get('a')).count).toBe(1);
    await store.deleteStudy('a');
    await store.createStudy({ name: 'a', spec: null });
    expect((await tables.get('a')).count).toBe(0);
    await store.deleteStudy('a');
    await expect(tables.get('a')).rejects.toThrow('no study "a"');
  });

  it('has what was written before it was asked for, though it was being read already', async () => {
    const early = tables.get('a');
    await apply({ do: 'create', kind: 'search', macs: 1, width: 1 });
    const late = tables.get('a');
    await early;
    expect((await late).count).toBe(1);
  });

  it('is written column by column as its rows say', async () => {
    for (const width of [2, 0, null, 1]) await apply({ do: 'create', kind: 'search', macs: 4, width });
    await apply({ do: 'finish', number: 3, accuracy: null });
    const columns = columnsAnswer.parse(JSON.parse(await columnsText(await tables.get('a'))));
    expect(columns.dimensions).toEqual([
      { name: 'width', values: [0, 1, 2], codes: [2, 0, null, 1] },
      { name: 'depth', values: [[1, 2], [1, 0], 1, [1, 1]], codes: [0, 1, 2, 3] },
    ]);
    expect(columns).toMatchObject({ count: 4, macs: [4, 4, 4, 4], accuracy: [null, null, null, null], epochs: [null, null, null, 2] });
    expect(columns.plannedEpochs).toEqual([null, null, null, 4]);
    expect(columns.state.map((code) => columns.states[code])).toEqual(['queued', 'queued', 'queued', 'failed']);
    expect(columns.reasons).toEqual({ values: ['x'], codes: [null, null, null, 0] });
    expect(columns.startedAt).toEqual([null, null, null, 0]);
    expect(columns.workers).toEqual({ values: ['null'], codes: [null, null, null, 0] });
    expect(columns.parents).toEqual([[], [1], [], [3, 2]]);
  });
});
