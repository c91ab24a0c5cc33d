import { openStore } from '@isoflop/results-store';
import { describe, expect, it } from 'vitest';
import type { StudyEvent } from './study-event.js';
import { experimentText, run } from './testing/small-study.js';

describe('suggestions inside a band', () => {
  it.each(['random', 'tpe', 'auto'])('that few networks are in, by sampler %s, are all inside and all different', async (sampler) => {
    const store = await openStore('memory:');
    await run(store, experimentText({ budget: '{ macs: 2M, band: 0.05% }', sampler, trials: '25' }));
    const trials = await store.trials('study');
    expect(trials).toHaveLength(25);
    for (const { cost } of trials) expect(Math.abs(cost.macs - 2_000_000)).toBeLessThanOrEqual(1000);
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(25);
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
