import { useSyncExternalStore } from 'react';
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

/** Another study is a step that Back undoes; another trial of the same study is not, or Back would walk through every point looked at. */
export function goTo(place: Place): void {
  const before = placeOf(window.location.search);
  const url = `${window.location.pathname}${searchOf(place)}`;
  if (before.study === place.study) window.history.replaceState(null, '', url);
  else window.history.pushState(null, '', url);
  for (const listener of listeners) listener();
}

/** The place that the address names, followed as it changes. */
export function usePlace(): Place {
  return placeOf(useSyncExternalStore(subscribe, () => window.location.search));
}
