import type { TrialRow } from 'isoflop/api';

/** What a mark says of its trial; each has its own shape, so that colour is never the only difference. */
export type MarkRole = 'front' | 'dominated' | 'baseline' | 'finalist';

/** A trial that has a place in the plot. */
export interface FrontMark {
  readonly trial: TrialRow;
  readonly role: MarkRole;
  readonly macs: number;
  readonly accuracy: number;
}

/** The complete trials as marks, cheapest first. `front` is the server's, so that every reader of a study sees the same one. */
export function frontMarks(trials: readonly TrialRow[], front: readonly TrialRow[]): FrontMark[] {
  const onFront = new Set(front.map((trial) => trial.number));
  const marks: FrontMark[] = [];
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.accuracy === null) continue;
    marks.push({ trial, role: roleOf(trial, onFront), macs: trial.cost.macs, accuracy: trial.accuracy });
  }
  return marks.sort((a, b) => a.macs - b.macs || a.accuracy - b.accuracy || a.trial.number - b.trial.number);
}

function roleOf(trial: TrialRow, onFront: ReadonlySet<number>): MarkRole {
  if (trial.kind !== 'search') return trial.kind;
  return onFront.has(trial.number) ? 'front' : 'dominated';
}

/** The member of the front that beats a trial most clearly: the most accurate of those that cost no more. Undefined where none is better. */
export function dominatorOf(trial: TrialRow, front: readonly TrialRow[]): TrialRow | undefined {
  const { accuracy } = trial;
  if (accuracy === null) return undefined;
  let best: TrialRow | undefined;
  for (const other of front) {
    const noWorse = other.cost.macs <= trial.cost.macs && (other.accuracy ?? 0) >= accuracy;
    const better = other.cost.macs < trial.cost.macs || (other.accuracy ?? 0) > accuracy;
    if (noWorse && better && (other.accuracy ?? 0) > (best?.accuracy ?? -1)) best = other;
  }
  return best;
}
