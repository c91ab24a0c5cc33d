import type { Json } from '@isoflop/results-store';
import { z } from 'zod';

const number = z.number().optional().catch(undefined);

/** The few facts of an experiment that lists show. What is absent or of another form is left out, so that old studies still open. */
const specFacts = z.object({
  dataset: z.string().nullable().catch(null),
  budget: z
    .object({ macs: number, params: number, activations: number, weightsBytes: number, latency: number, band: number })
    .catch({} as never),
  search: z
    .object({ trials: z.int().nonnegative().nullable().catch(null), sampler: z.string().nullable().catch(null) })
    .catch({ trials: null, sampler: null }),
});

export type SpecFacts = z.infer<typeof specFacts>;

export function specFactsOf(spec: Json): SpecFacts {
  return specFacts.safeParse(spec).data ?? { dataset: null, budget: {} as SpecFacts['budget'], search: { trials: null, sampler: null } };
}
