import { TrialStateError, UnknownTrialError } from '@isoflop/results-store';

/** Whether the store says that a trial is not this worker's to write: it ended, went to another or is gone. */
export function isRefusal(error: unknown): boolean {
  return error instanceof TrialStateError || error instanceof UnknownTrialError;
}

/** Undefined where the store refuses. */
export async function unlessRefused<Result>(write: Promise<Result>): Promise<Result | undefined> {
  try {
    return await write;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
