import type { RestoredRecords } from '../records/restored.js';
import type { Trial } from '../records/trial.js';

/** The shortest history that leads to a trial as it is, for sources that keep none. */
export function eventsOf(trial: Omit<Trial, 'id' | 'study'>): NonNullable<RestoredRecords['events']>[number][] {
  const { number, kind, state, attempt, worker, accuracy, reason, createdAt, startedAt, finishedAt } = trial;
  const events = [{ trial: number, kind: 'trial-created', data: { kind }, at: createdAt }];
  const start = { attempt, ...(worker !== null && { worker }) };
  if (startedAt !== null) events.push({ trial: number, kind: 'trial-started', data: start as never, at: startedAt });
  if (finishedAt !== null) {
    const data = state === 'complete' ? { accuracy } : { reason };
    events.push({ trial: number, kind: `trial-${state}`, data: data as never, at: finishedAt });
  }
  return events;
}
