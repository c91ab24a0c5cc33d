import { GraphBuilder } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { allowedForRounding, roundingEffect } from './conditioning.js';
import type { TrainedExportable } from './format.js';
import { largestLogit, makeProbes } from './probes.js';
import { drawnExportable } from './testing/agreement.js';

/** Two dense layers: the first adds `offset` to features that the second subtracts from each other, so that the offset cancels. */
async function cancelling(offset: number): Promise<TrainedExportable> {
  const graph = new GraphBuilder([4, 4, 3]);
  const features = graph.add('head/features', { kind: 'dense', units: 16, bias: true }, [
    graph.add('head/pool', { kind: 'global-avg-pool' }, [0]),
  ]);
  graph.add('head/logits', { kind: 'dense', units: 1, bias: false }, [features]);
  const exportable = await drawnExportable(graph.build(), 1);
  const signs = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const set: Readonly<Record<string, readonly number[]>> = { 'head/features/bias': signs.map(() => offset), 'head/logits/kernel': signs };
  return { ...exportable, weights: exportable.weights.map((each) => ({ ...each, data: Float32Array.from(set[each.name] ?? each.data) })) };
}

async function shareOf(measure: typeof roundingEffect, offset: number): Promise<number> {
  const exportable = await cancelling(offset);
  const probes = makeProbes(exportable);
  return measure(exportable, probes) / largestLogit(probes);
}

describe('what rounding does to a network', () => {
  it('is a few steps of float32 where nothing cancels', async () => {
    const share = await shareOf(roundingEffect, 0);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1e-6);
  });

  it('grows with what cancels', async () => {
    expect(await shareOf(roundingEffect, 100)).toBeGreaterThan(20 * (await shareOf(roundingEffect, 0)));
  });

  it('lets no difference above a thousandth of the largest logit pass', async () => {
    expect(await shareOf(roundingEffect, 1e5)).toBeGreaterThan(1e-3);
    expect(await shareOf(allowedForRounding, 1e5)).toBeCloseTo(1e-3, 9);
  });
});
