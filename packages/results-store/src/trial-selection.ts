import { FRONT_COSTS, type FrontCost, type FrontQuery, type Trial, type TrialOrder, type TrialQuery } from './records/trial.js';

/** A TrialQuery over trials in the order of their numbers: what `trials` means, and what the SQL is checked against. */
export function selectTrials(trials: readonly Trial[], query: TrialQuery): readonly Trial[] {
  const {
    states,
    kinds,
    architectureHash,
    orderBy = 'number',
    direction = 'ascending',
    limit = Number.POSITIVE_INFINITY,
    offset = 0,
  } = query;
  const kept = trials.filter(
    (trial) =>
      (states === undefined || states.includes(trial.state)) &&
      (kinds === undefined || kinds.includes(trial.kind)) &&
      (architectureHash === undefined || trial.architectureHash === architectureHash),
  );
  const sign = direction === 'ascending' ? 1 : -1;
  const ordered = kept.sort((a, b) => {
    const [left, right] = [orderValue(a, orderBy), orderValue(b, orderBy)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a.number - b.number;
    return sign * (left - right) || a.number - b.number;
  });
  return ordered.slice(offset, offset + limit);
}

function orderValue(trial: Trial, order: TrialOrder): number | null {
  switch (order) {
    case 'macs':
    case 'params':
    case 'activations':
    case 'weightsBytes':
      return trial.cost[order];
    default:
      return trial[order];
  }
}

/** What `front` means: every candidate is compared with every other. */
export function selectFront(trials: readonly Trial[], { cost = 'macs', kind = 'search', within = {} }: FrontQuery): readonly Trial[] {
  const inside = (trial: Trial) =>
    FRONT_COSTS.every((key) => {
      const range = within[key];
      return range === undefined || (trial.cost[key] >= range.least && trial.cost[key] <= range.most);
    });
  const candidates = trials.filter((trial) => trial.kind === kind && trial.state === 'complete' && inside(trial));
  const front = candidates.filter((trial) => !candidates.some((other) => beats(other, trial, cost)));
  return front.sort((a, b) => a.cost[cost] - b.cost[cost] || a.number - b.number);
}

function beats(a: Trial, b: Trial, cost: FrontCost): boolean {
  const [accuracyA, accuracyB] = [a.accuracy ?? 0, b.accuracy ?? 0];
  const noWorse = accuracyA >= accuracyB && a.cost[cost] <= b.cost[cost];
  return noWorse && (accuracyA > accuracyB || a.cost[cost] < b.cost[cost]);
}
