import type { Trial } from '@isoflop/results-store';
import { paretoFront } from 'hyperopt-js';

/**
 * The Pareto front of accuracy (up) against MACs (down), cheapest first. Only complete search trials compete: a baseline is there to be
 * compared with the front, and a finalist was trained for longer.
 */
export function frontOf(trials: readonly Trial[]): Trial[] {
  const candidates = trials.filter((trial) => trial.kind === 'search' && trial.state === 'complete' && trial.accuracy !== null);
  const losses = candidates.map((trial) => [trial.cost.macs, -(trial.accuracy as number)]);
  return paretoFront(losses)
    .map((index) => candidates[index] as Trial)
    .sort((a, b) => a.cost.macs - b.cost.macs || a.number - b.number);
}
