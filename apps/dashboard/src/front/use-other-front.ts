import { useQuery } from '@tanstack/react-query';
import type { TrialRow } from '../api/answers.js';
import { get, pathOf } from '../api/client.js';
import type { CostKey } from '../trials/axes.js';
import type { FrontPoint } from '../trials/compare-fronts.js';

/** Another study's front against the same cost, cheapest first. Latency is measured rather than counted, so the server ranks no front by it. */
export function useOtherFront(study: string | undefined, cost: CostKey) {
  return useQuery({
    queryKey: ['front', study, cost],
    enabled: study !== undefined && cost !== 'latencyMs',
    queryFn: async ({ signal }): Promise<FrontPoint[]> => {
      const { front } = await get<{ front: TrialRow[] }>(`${pathOf(study ?? '', 'front')}?cost=${cost}`, signal);
      return front.map((trial) => ({ cost: costOf(trial, cost), accuracy: trial.accuracy ?? 0 }));
    },
  });
}

function costOf(trial: TrialRow, cost: CostKey): number {
  return cost === 'latencyMs' ? (trial.latencyMs ?? Number.NaN) : trial.cost[cost];
}
