/** The size of a population: as given, or a tenth of the planned trials, from 10 to 50. Throws when fewer than 2 are asked for. */
export function populationOf(where: string, given: number | undefined, trials: number | undefined): number {
  if (given === undefined) return Math.max(10, Math.min(50, Math.round((trials ?? 500) / 10)));
  if (Number.isSafeInteger(given) && given >= 2) return given;
  throw new Error(`${where}: population must be an integer of at least 2, got ${given}; leave it out for the default`);
}
