import { useSyncExternalStore } from 'react';
import { rewriteAddress, useSearch } from '../place/use-place.js';
import { NOTHING_SELECTED, type Selection } from './selection.js';
import { selectionOf, writeSelection } from './selection-address.js';

/** A brush moves up to sixty times a second, and browsers refuse that many changes of the address. */
const ADDRESS_AFTER_MS = 200;

const listeners = new Set<() => void>();
let addressRead = '';
let selection: Selection = NOTHING_SELECTED;
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The selection of the address, unless a newer one is on its way there. */
function current(search: string): Selection {
  if (timer === undefined && search !== addressRead) {
    addressRead = search;
    const read = selectionOf(new URLSearchParams(search));
    if (JSON.stringify(read) !== JSON.stringify(selection)) selection = read;
  }
  return selection;
}

/** Selects at once in every view; the address follows when the hand rests. */
export function select(next: Selection): void {
  selection = next;
  window.clearTimeout(timer);
  timer = window.setTimeout(writeAddress, ADDRESS_AFTER_MS);
  for (const listener of listeners) listener();
}

function writeAddress(): void {
  timer = undefined;
  rewriteAddress((parameters) => writeSelection(parameters, selection));
  addressRead = window.location.search;
}

/** What is selected, in whichever view it was chosen. */
export function useSelection(): Selection {
  const search = useSearch();
  return useSyncExternalStore(subscribe, () => current(search));
}
