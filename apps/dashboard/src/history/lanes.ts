/** When a trial ran, and in which lane it is drawn. */
export interface LanedTrial {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly lane: number;
}

/**
 * Gives trials that ran at the same time different lanes: each takes the first that is free, as a worker takes up the next trial. `now` ends
 * those that still run.
 */
export function lanesOf(startedAt: Float64Array, finishedAt: Float64Array, now: number): LanedTrial[] {
  const rows: number[] = [];
  for (let row = 0; row < startedAt.length; row++) if (!Number.isNaN(startedAt[row])) rows.push(row);
  rows.sort((a, b) => (startedAt[a] ?? 0) - (startedAt[b] ?? 0) || a - b);
  const freeFrom: number[] = [];
  return rows.map((row) => {
    const from = startedAt[row] ?? 0;
    const end = finishedAt[row] ?? Number.NaN;
    const to = Math.max(from, Number.isNaN(end) ? now : end);
    const free = freeFrom.findIndex((moment) => moment <= from);
    const lane = free === -1 ? freeFrom.length : free;
    freeFrom[lane] = to;
    return { row, from, to, lane };
  });
}
