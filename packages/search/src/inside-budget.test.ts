import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, openStore } from '@isoflop/results-store';
import { describe, expect, it } from 'vitest';
import type { StudyEvent } from './study-event.js';
import { experimentText, run } from './testing/small-study.js';

/** Trials before there are parents: a tenth of the planned ones, at least ten. */
const FIRST_POPULATION = 10;

/** In how many dimensions two points differ. */
function differing(a: JsonObject, b: JsonObject): number {
  return Object.keys(a).filter((name) => !isDeepStrictEqual(a[name], b[name])).length;
}

describe('suggestions inside a band', () => {
  it.each(['random', 'tpe', 'auto', 'evolution', 'nsga2'])(
    'that few networks are in, by sampler %s, are all inside and all different',
    async (sampler) => {
      const store = await openStore('memory:');
      await run(store, experimentText({ budget: '{ macs: 2M, band: 0.05% }', sampler, trials: '25' }));
      const trials = await store.trials('study');
      expect(trials).toHaveLength(25);
      for (const { cost } of trials) expect(Math.abs(cost.macs - 2_000_000)).toBeLessThanOrEqual(1000);
      expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(25);
    },
  );

  it('of half a percent are mutants and children of earlier ones by evolution and nsga2, and fresh draws by random', async () => {
    const distances: Record<string, number[]> = {};
    for (const sampler of ['random', 'evolution', 'nsga2']) {
      const store = await openStore('memory:');
      await run(store, experimentText({ budget: '{ macs: 2M, band: 0.5% }', sampler, trials: '60' }));
      const trials = await store.trials('study');
      for (const { cost } of trials) expect(Math.abs(cost.macs - 2_000_000)).toBeLessThanOrEqual(10_000);
      const points = trials.map(({ params }) => params);
      distances[sampler] = points
        .map((point, i) => Math.min(...points.slice(0, i).map((earlier) => differing(point, earlier))))
        .slice(FIRST_POPULATION);
    }
    const mean = (sampler: string) => distances[sampler].reduce((sum, distance) => sum + distance, 0) / distances[sampler].length;
    expect(Math.max(...distances.evolution)).toBeLessThanOrEqual(2);
    expect(mean('nsga2')).toBeLessThan(3);
    expect(mean('random')).toBeGreaterThan(3.5);
  });

  it('so narrow that a handful of a large space are inside: all of them are tried, and the study ends', async () => {
    const store = await openStore('memory:');
    const events: StudyEvent[] = [];
    const narrow = experimentText({ budget: '{ macs: 2000144, band: 0.0001% }', sampler: 'random', trials: '100000' });
    const result = await run(store, narrow, { onEvent: (event) => events.push(event) });
    expect(result.trials.complete).toBeGreaterThan(0);
    expect(events.at(-1)?.kind).toBe('space-exhausted');
  });
});
