/** Views that are about one study. */
export const STUDY_VIEWS = [
  'overview',
  'front',
  'parallel',
  'parameters',
  'history',
  'curves',
  'scaling',
  'scores',
  'trials',
  'architecture',
  'trial',
] as const;
export type StudyView = (typeof STUDY_VIEWS)[number];

/** Views that are about none. */
export const TOP_VIEWS = ['studies', 'launch'] as const;
export type TopView = (typeof TOP_VIEWS)[number];

/** What the address of the page says: which view, of which study, with which trial in focus. */
export type Place =
  | { readonly view: TopView; readonly study?: undefined; readonly trial?: undefined }
  | { readonly view: StudyView; readonly study: string; readonly trial?: number };

/** Reads `?study=NAME&view=VIEW&trial=NUMBER`; what is not understood is left out. */
export function placeOf(search: string): Place {
  const parameters = new URLSearchParams(search);
  const study = parameters.get('study');
  const view = parameters.get('view');
  if (study === null || study === '') return { view: view === 'launch' ? 'launch' : 'studies' };
  const trial = parameters.get('trial');
  return {
    study,
    view: STUDY_VIEWS.find((name) => name === view) ?? 'overview',
    ...(trial !== null && /^[1-9]\d{0,9}$/.test(trial) ? { trial: Number(trial) } : {}),
  };
}

/** The query part of the address for a place; `placeOf` reads it back. */
export function searchOf({ study, view, trial }: Place): string {
  const parameters = new URLSearchParams();
  if (study !== undefined) parameters.set('study', study);
  if (view !== 'studies' && view !== 'overview') parameters.set('view', view);
  if (trial !== undefined) parameters.set('trial', String(trial));
  return parameters.size === 0 ? '' : `?${parameters}`;
}
