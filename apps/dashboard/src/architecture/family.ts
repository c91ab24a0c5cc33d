import { settingAxis } from '../trials/axes.js';
import { isPartial } from '../trials/fidelity.js';
import { rowOf, type TrialColumns } from '../trials/trial-columns.js';

/** A trial of a family; parents are in generation −1 of the trial that it is the family of, children in 1. */
export interface Member {
  readonly row: number;
  readonly generation: number;
}

/** Ancestors and descendants of a trial. */
export interface Family {
  /** The oldest generation first; the trial itself is in it. */
  readonly members: readonly Member[];
  /** From parent to child, by row. */
  readonly edges: readonly (readonly [parent: number, child: number])[];
  /** How many ancestors and descendants are not among the members. */
  readonly leftOut: number;
}

/** The nearest generations hold who is asked about most. */
const MOST_ANCESTORS = 16;
const MOST_DESCENDANTS = 16;

/** The nearest ancestors and descendants of a trial, in a generation the most accurate first. */
export function familyOf(columns: TrialColumns, row: number): Family {
  const children = childrenOf(columns);
  const ancestors = generations(columns, row, (of) => parentsOf(columns, of));
  const descendants = generations(columns, row, (of) => children.get(of) ?? []);
  const members = [
    ...ancestors
      .slice(0, MOST_ANCESTORS)
      .map(({ row: other, distance }) => ({ row: other, generation: -distance }))
      .sort((a, b) => a.generation - b.generation),
    { row, generation: 0 },
    ...descendants.slice(0, MOST_DESCENDANTS).map(({ row: other, distance }) => ({ row: other, generation: distance })),
  ];
  const drawn = new Set(members.map((member) => member.row));
  return {
    members,
    edges: members.flatMap((member) =>
      parentsOf(columns, member.row)
        .filter((parent) => drawn.has(parent))
        .map((parent) => [parent, member.row] as const),
    ),
    leftOut: ancestors.length + descendants.length + 1 - members.length,
  };
}

/** Rows of the trials that one was made of. */
export function parentsOf(columns: TrialColumns, row: number): number[] {
  return (columns.parents[row] ?? []).flatMap((parent) => rowOf(columns, parent) ?? []);
}

function childrenOf(columns: TrialColumns): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (let row = 0; row < columns.count; row++) {
    for (const parent of parentsOf(columns, row)) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [row]);
      else known.push(row);
    }
  }
  return children;
}

/** Everybody who is reached, nearest first; each once, where it is nearest. */
function generations(columns: TrialColumns, start: number, next: (row: number) => readonly number[]) {
  const { accuracy } = columns.measures;
  // What was stopped early comes after what was fully trained, and what has no result last.
  const value = (row: number) => (Number.isNaN(accuracy[row]) ? -2 : (accuracy[row] ?? 0) - (isPartial(columns, row) ? 1 : 0));
  const seen = new Set([start]);
  const found: { row: number; distance: number }[] = [];
  for (let [generation, distance] = [[start], 1]; generation.length > 0; distance++) {
    generation = [...new Set(generation.flatMap(next))].filter((row) => !seen.has(row)).sort((a, b) => value(b) - value(a) || a - b);
    for (const row of generation) {
      seen.add(row);
      found.push({ row, distance });
    }
  }
  return found;
}

/** What a trial has otherwise than a parent, such as `kernel 3 to 5`. */
export function changesFrom(columns: TrialColumns, parent: number, row: number): string[] {
  return columns.settings.flatMap((setting) => {
    const { title, values, format } = settingAxis(setting);
    const [before, after] = [values[parent] ?? Number.NaN, values[row] ?? Number.NaN];
    if (Object.is(before, after)) return [];
    const text = (value: number) => (Number.isNaN(value) ? 'none' : format(value));
    return [`${title} ${text(before)} to ${text(after)}`];
  });
}
