import { useMemo, useSyncExternalStore } from 'react';
import { type Place, placeOf, searchOf } from './location.js';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Another view or study is a step that Back undoes. What was set up in a view goes with the study, so that views of it share it. */
export function goTo(place: Place): void {
  const before = placeOf(window.location.search);
  window.history.pushState(null, '', `${window.location.pathname}${addressOf(place, before)}`);
  if (before.view !== place.view || before.study !== place.study) window.scrollTo(0, 0);
  tell();
}

/** The address of a place, with the set-up of the present one where it is about the same study. */
export function addressOf(place: Place, before: Place = placeOf(window.location.search)): string {
  const own = searchOf(place);
  if (place.study === undefined || place.study !== before.study) return own;
  const parameters = new URLSearchParams(own);
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (!['study', 'view', 'trial'].includes(name)) parameters.set(name, value);
  }
  return `?${parameters}`;
}

/** Changes parameters of the present view in place, so that Back does not walk through every setting tried; undefined takes one away. */
export function setParameters(changes: Readonly<Record<string, string | undefined>>): void {
  rewriteAddress((parameters) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    }
  });
}

/** The same for a change that is not a list of names. */
export function rewriteAddress(change: (parameters: URLSearchParams) => void): void {
  const parameters = new URLSearchParams(window.location.search);
  change(parameters);
  const search = parameters.size === 0 ? '' : `?${parameters}`;
  if (search === window.location.search) return;
  window.history.replaceState(null, '', `${window.location.pathname}${search}`);
  tell();
}

/** Another trial in focus is no step of its own. */
export function focusTrial(trial: number | undefined): void {
  setParameters({ trial: trial === undefined ? undefined : String(trial) });
}

/** The place that the address names, followed as it changes. */
export function usePlace(): Place {
  const search = useSearch();
  return useMemo(() => placeOf(search), [search]);
}

export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

/** One parameter of the address, kept there when set; the default is left out. */
export function useParameter(name: string, fallback: string): [string, (value: string) => void] {
  const search = useSearch();
  const value = new URLSearchParams(search).get(name) ?? fallback;
  return [value, (next) => setParameters({ [name]: next === fallback ? undefined : next })];
}

/** The same where only some values make sense: any other counts as the fallback. */
export function useChoice<Value extends string>(name: string, choices: readonly Value[], fallback: Value): [Value, (value: Value) => void] {
  const [value, set] = useParameter(name, fallback);
  return [choices.find((choice) => choice === value) ?? fallback, set];
}
