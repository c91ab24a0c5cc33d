import type { ErrorAnswer, FrontAnswer, StudiesAnswer, StudyAnswer, TrialAnswer, TrialRow, TrialsAnswer } from 'isoflop/api';

/** An answer that was not what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The server may be back soon; what it refused it will refuse again. */
export function isWorthRetrying(error: Error): boolean {
  return !(error instanceof ApiError) || error.status >= 500;
}

const TRIALS_PER_REQUEST = 1000;

export const fetchStudies = (signal: AbortSignal) => get<StudiesAnswer>('/api/studies', signal);
export const fetchStudy = (study: string, signal: AbortSignal) => get<StudyAnswer>(pathOf(study), signal);
export const fetchFront = (study: string, signal: AbortSignal) => get<FrontAnswer>(`${pathOf(study)}/front`, signal);
export const fetchTrial = (study: string, number: number, signal: AbortSignal) =>
  get<TrialAnswer>(`${pathOf(study)}/trials/${number}`, signal);

/** All trials by number, page after page. */
export async function fetchTrials(study: string, signal: AbortSignal): Promise<TrialRow[]> {
  const trials: TrialRow[] = [];
  for (;;) {
    const page = await get<TrialsAnswer>(`${pathOf(study)}/trials?limit=${TRIALS_PER_REQUEST}&offset=${trials.length}`, signal);
    trials.push(...page.trials);
    if (page.trials.length === 0 || trials.length >= page.total) return trials;
  }
}

function pathOf(study: string): string {
  return `/api/studies/${encodeURIComponent(study)}`;
}

async function get<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Error('the server does not answer; is isoflop dashboard still running?', { cause: error });
  });
  if (response.ok) return (await response.json()) as Answer;
  const answer = (await response.json().catch(() => undefined)) as ErrorAnswer | undefined;
  throw new ApiError(response.status, answer?.error ?? `the server answered ${response.status}`);
}
