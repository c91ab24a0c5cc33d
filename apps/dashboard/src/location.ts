/** What the address of the page says. */
export interface Place {
  readonly study?: string;
  readonly trial?: number;
}

/** Reads `?study=NAME&trial=NUMBER`; what is not understood is left out. */
export function placeOf(search: string): Place {
  const parameters = new URLSearchParams(search);
  const study = parameters.get('study');
  const trial = parameters.get('trial');
  if (study === null || study === '') return {};
  return trial !== null && /^[1-9]\d{0,9}$/.test(trial) ? { study, trial: Number(trial) } : { study };
}

/** The query part of the address for a place; `placeOf` reads it back. */
export function searchOf({ study, trial }: Place): string {
  if (study === undefined) return '';
  const parameters = new URLSearchParams({ study });
  if (trial !== undefined) parameters.set('trial', String(trial));
  return `?${parameters}`;
}
