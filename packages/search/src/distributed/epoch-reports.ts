import type { Metric } from '@isoflop/results-store';
import type { EpochReport } from '../evaluators/evaluator.js';

/** Epochs as they were reported, from what the store keeps of them. A measure that was not finite is NaN again. */
export function epochReports(metrics: readonly Metric[], epochs: number): EpochReport[] {
  const numbers = [...new Set(metrics.filter(({ name }) => name === 'val-accuracy').map(({ epoch }) => epoch))];
  return numbers
    .sort((a, b) => a - b)
    .map((epoch) => {
      const named = (name: string) => metrics.find((metric) => metric.epoch === epoch && metric.name === name);
      const measured = (name: string) => named(name)?.value ?? Number.NaN;
      return {
        ...{ epoch, epochs, trainLoss: measured('loss'), validationLoss: measured('val-loss') },
        validationAccuracy: measured('val-accuracy'),
        seconds: named('val-accuracy')?.seconds ?? 0,
      };
    });
}
