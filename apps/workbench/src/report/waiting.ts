import type { ResultsStore } from '@isoflop/results-store';

/** What happens next to trials that were put into a study from outside. */
export async function whoTakesItUp(store: ResultsStore, study: string): Promise<string> {
  const { runner } = await store.summary(study);
  if (runner?.alive) return `process ${runner.pid} on ${runner.host} takes it up when a worker is free`;
  return `no process runs the study, isoflop resume ${study} does`;
}
