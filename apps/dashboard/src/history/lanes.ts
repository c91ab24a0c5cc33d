import type { SettingColumn } from '../trials/trial-columns.js';

/** When a trial ran, and in which lane it is drawn. */
export interface LanedTrial {
  readonly row: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly lane: number;
}

export interface Lanes {
  /** In the order they started. */
  readonly trials: readonly LanedTrial[];
  /** Who ran the trials of each lane; undefined where the store does not know. */
  readonly workers: readonly (string | undefined)[];
}

/** Lanes of one worker: it has several where it ran trials at the same time. */
interface Group {
  readonly worker: string | undefined;
  readonly freeFrom: number[];
}

/**
 * Gives every worker a lane, and trials of one worker that overlap lanes of their own, each the first that is free. Trials of which nobody knows who ran
 * them come last, dealt out as to workers that each take up the next trial. `now` ends those that still run.
 */
export function lanesOf(startedAt: Float64Array, finishedAt: Float64Array, now: number, worker?: SettingColumn): Lanes {
  const groups = new Map<string | undefined, Group>();
  const placed = startedRows(startedAt).map((row) => {
    const from = startedAt[row] ?? 0;
    const end = finishedAt[row] ?? Number.NaN;
    const to = Math.max(from, Number.isNaN(end) ? now : end);
    const group = groupOf(groups, worker?.categories?.[worker.values[row] ?? Number.NaN]);
    const free = group.freeFrom.findIndex((moment) => moment <= from);
    const lane = free === -1 ? group.freeFrom.length : free;
    group.freeFrom[lane] = to;
    return { row, from, to, lane, group };
  });
  const ordered = [...groups.values()].sort(byName);
  const offsets = new Map<Group, number>();
  let lanes = 0;
  for (const group of ordered) {
    offsets.set(group, lanes);
    lanes += group.freeFrom.length;
  }
  return {
    trials: placed.map(({ lane, group, ...trial }) => ({ ...trial, lane: (offsets.get(group) ?? 0) + lane })),
    workers: ordered.flatMap(({ worker: name, freeFrom }) => freeFrom.map(() => name)),
  };
}

function startedRows(startedAt: Float64Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < startedAt.length; row++) if (!Number.isNaN(startedAt[row])) rows.push(row);
  return rows.sort((a, b) => (startedAt[a] ?? 0) - (startedAt[b] ?? 0) || a - b);
}

function groupOf(groups: Map<string | undefined, Group>, worker: string | undefined): Group {
  const known = groups.get(worker);
  if (known !== undefined) return known;
  const group = { worker, freeFrom: [] };
  groups.set(worker, group);
  return group;
}

function byName({ worker: a }: Group, { worker: b }: Group): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.localeCompare(b, 'en', { numeric: true });
}

/** A slot of the study's own process has a number for its name; other workers have one of their own. Nobody ran a copy of a twin's result. */
export function workerName(worker: string | undefined): string {
  if (worker === undefined) return 'copied or unknown';
  return /^\d+$/.test(worker) ? `slot ${worker}` : worker;
}

/** The share of the time from the first start to the last end in which lanes were busy. */
export function busyShare({ trials, workers }: Lanes): number {
  const begin = trials[0]?.from ?? 0;
  const end = trials.reduce((latest, { to }) => Math.max(latest, to), begin);
  const busy = trials.reduce((sum, { from, to }) => sum + to - from, 0);
  return end === begin ? 1 : busy / (workers.length * (end - begin));
}
