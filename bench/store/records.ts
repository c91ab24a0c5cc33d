import type { NewTrial, TrialOutcome } from '@isoflop/results-store';

/** A trial as a search records it: 13 parameters, its cost, and a small architecture that many trials share. */
export function benchTrial(index: number): NewTrial {
  const macs = 1_000_000 + ((index * 7919) % 1_000_003);
  return {
    kind: 'search',
    params: {
      resolution: 24,
      width: 1.25,
      ...Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`stage${i}.kernel`, 3 + ((index + i) % 3) * 2])),
    },
    architecture: { hash: `hash-${index % 1000}`, architecture: { name: 'bench', input: { height: 24, width: 24, channels: 1 } } as never },
    seed: index,
    cost: {
      macs,
      params: 50_000 + ((index * 104_729) % 99_991),
      activations: 30_000 + (index % 977),
      weightsBytes: 200_000 + (index % 9973) * 4,
    },
  };
}

/** Accuracy grows with cost and scatters, so the front has some hundred members. */
export function benchOutcome(index: number, { macs }: NewTrial['cost']): TrialOutcome {
  const accuracy = 0.5 + 0.2 * Math.log10(macs / 1_000_000) + ((index * 31_337) % 10_007) / 40_000;
  if (index % 50 === 7) return { state: 'failed', reason: 'loss is NaN in epoch 1', seconds: 1 };
  return { state: 'complete', accuracy, loss: 1 - accuracy, seconds: 10 + (index % 100) / 10, imagesPerSecond: 800 + (index % 300) };
}
