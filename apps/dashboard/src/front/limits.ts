import type { StudyRow } from '../api/answers.js';
import { COST_KEYS, type CostKey } from '../trials/axes.js';
import type { Limits } from '../trials/front.js';

/** A study's budget as limits on costs. A band sets the least as well. */
export function limitsOf(budget: StudyRow['budget']): Limits {
  const given: Readonly<Record<CostKey, number | undefined>> = {
    macs: budget.macs,
    params: budget.params,
    activations: budget.activations,
    weightsBytes: budget.weightsBytes,
    latencyMs: budget.latency,
  };
  return Object.fromEntries(
    COST_KEYS.flatMap((key) => {
      const most = given[key];
      if (most === undefined) return [];
      const band = key === 'latencyMs' ? undefined : budget.band;
      return [[key, [band === undefined ? null : most * (1 - band), band === undefined ? most : most * (1 + band)]]];
    }),
  );
}
