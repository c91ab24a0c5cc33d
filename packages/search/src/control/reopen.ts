import type { ResultsStore } from '@isoflop/results-store';

/** A study that was complete is not any more when a trial waits in it. */
export async function reopen(store: ResultsStore, study: string): Promise<void> {
  const { state } = await store.study(study);
  if (state === 'complete' || state === 'failed') await store.setStudyState(study, 'paused');
}
