/** What the processes of `study-process.ts` run. */
export function experimentOf(study: string, trials: number): string {
  return `name: ${study}
dataset: textures
space: mbconv
budget: { macs: 2M }
search: { trials: ${trials}, sampler: random, seed: 7 }
training: { epochs: ${EPOCHS} }
runtime: { workers: 2 }
`;
}

export const EPOCHS = 3;

/** A killed worker's trial goes to another after this time. A worker that lives is heard of six times in it, also on a busy machine. */
export const SILENCE_SECONDS = 4;
