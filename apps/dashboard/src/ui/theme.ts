import { useSyncExternalStore } from 'react';
import { hexOf } from '../format/colour.js';

export type ThemeChoice = 'auto' | 'light' | 'dark';
const KEY = 'isoflop-theme';
const listeners = new Set<() => void>();
const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** Colours that canvases draw with, as `#rrggbb`; the names are those of tokens.css. */
export interface Palette {
  readonly card: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly front: string;
  readonly dominated: string;
  readonly baseline: string;
  readonly finalist: string;
  readonly accent: string;
  readonly isDark: boolean;
}

let palette: Palette | undefined;

function themeChoice(): ThemeChoice {
  const kept = window.localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Puts the choice of last time on the page; to be called before anything is drawn. */
export function applyTheme(): void {
  const choice = themeChoice();
  if (choice === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  palette = undefined;
}

export function setTheme(choice: ThemeChoice): void {
  if (choice === 'auto') window.localStorage.removeItem(KEY);
  else window.localStorage.setItem(KEY, choice);
  applyTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const changed = () => {
    palette = undefined;
    listener();
  };
  listeners.add(listener);
  dark.addEventListener('change', changed);
  return () => {
    listeners.delete(listener);
    dark.removeEventListener('change', changed);
  };
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}

/** The colours of the theme that is on. */
export function usePalette(): Palette {
  return useSyncExternalStore(subscribe, currentPalette);
}

/** The same outside of components. */
export function currentPalette(): Palette {
  if (palette !== undefined) return palette;
  const choice = themeChoice();
  // A property of its own is told as it is written, with both of its colours; one that is used somewhere is told as it is.
  const probe = document.body.appendChild(document.createElement('span'));
  const of = (name: string) => {
    probe.style.color = `var(--${name})`;
    return hexOf(window.getComputedStyle(probe).color);
  };
  palette = {
    card: of('card'),
    ink: of('ink'),
    soft: of('ink-soft'),
    line: of('line'),
    front: of('front'),
    dominated: of('dominated'),
    baseline: of('baseline'),
    finalist: of('finalist'),
    accent: of('accent'),
    isDark: choice === 'dark' || (choice === 'auto' && dark.matches),
  };
  probe.remove();
  return palette;
}
