import { formatCount } from '../format/numbers.js';

/** What the form sets; the rest is edited as text. */
export interface ExperimentForm {
  readonly name: string;
  readonly dataset: string;
  readonly preset: string;
  readonly macs: number;
}

/** An experiment file to begin with. */
export function experimentText({ name, dataset, preset, macs }: ExperimentForm): string {
  return `name: ${name}
dataset: ${dataset}
space: { preset: ${preset} }
budget: { macs: ${quantity(macs)} }
search: { sampler: tpe, trials: 20, seed: 1 }
baselines: [depth, width, resolution]
training: { recipe: quick, epochs: 3 }
runtime: { backend: auto, workers: 2 }
`;
}

/** Three digits and a suffix, as experiment files write quantities. */
export function quantity(count: number): string {
  return formatCount(count);
}

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, B: 1e9 };

/** The top-level `key: value` of a text, as written; undefined where it is not on one line. */
export function topLevel(text: string, key: string): string | undefined {
  return new RegExp(`^${key}:[ \\t]*([^#\\n]*?)[ \\t]*(?:#.*)?$`, 'm').exec(text)?.[1]?.trim();
}

/** With a top-level scalar changed, or put at the start where there is none. */
export function withTopLevel(text: string, key: string, value: string): string {
  const line = new RegExp(`^${key}:.*$`, 'm');
  return line.test(text) ? text.replace(line, `${key}: ${value}`) : `${key}: ${value}\n${text}`;
}

const BUDGET = /^(budget:[^\n]*?(?:\n[ \t]+[^\n]*)*?[{\s]macs:[ \t]*)([\d.]+(?:e\d+)?)(?:[ \t]*([kKMGB]))?/m;

/** The budget of multiply-adds that a text sets. */
export function budgetOf(text: string): number | undefined {
  const match = BUDGET.exec(text);
  return match === null ? undefined : Number(match[2]) * (SUFFIXES[match[3] ?? ''] ?? 1);
}

/** With another budget of multiply-adds; whatever else the text says stays as it is, comments included. */
export function withBudget(text: string, macs: number): string {
  if (BUDGET.test(text)) return text.replace(BUDGET, (_, before: string) => `${before}${quantity(macs)}`);
  return withTopLevel(text, 'budget', `{ macs: ${quantity(macs)} }`);
}

/** With another preset: its own lists take the place of the ones there, which belong to the old one. */
export function withPreset(text: string, preset: string): string {
  const space = /^space:[^\n]*(?:\n[ \t]+[^\n]*)*/m;
  const next = `space: { preset: ${preset} }`;
  return space.test(text) ? text.replace(space, next) : `${next}\n${text}`;
}
