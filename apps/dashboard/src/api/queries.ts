import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { StudyRow, TrialAnswer, TrialState } from './answers.js';
import { get, pathOf, readSession, send } from './client.js';

/** The stream tells of changes; this is for where it is cut off and nobody noticed. */
const POLL_MS = 15_000;

/** Whether a search works on the study now: the state alone does not tell, since a killed process leaves `running` behind. */
export function isLive(study: Pick<StudyRow, 'state' | 'runner'>): boolean {
  return study.state === 'running' && isHeld(study);
}

/** Whether a living process holds the study: it works on it, or waits while it is paused. */
export function isHeld({ runner }: Pick<StudyRow, 'runner'>): boolean {
  return runner?.alive === true;
}

/** The study list. */
export function useStudies() {
  return useQuery({
    queryKey: ['studies'],
    queryFn: ({ signal }) => get<{ cursor: number; studies: StudyRow[] }>('/api/studies', signal),
    refetchInterval: POLL_MS,
  });
}

/** What this server allows. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });
}

/** Whether the page may change anything; false until it is known. */
export function useCanWrite(): boolean {
  return useSession().data?.readOnly === false;
}

/** The experiment that a study was started with, and what its process printed. */
export function useExperiment(study: string) {
  return useQuery({
    queryKey: ['experiment', study],
    queryFn: ({ signal }) => get<StudyRow & { spec: unknown; log?: string }>(pathOf(study), signal),
    staleTime: POLL_MS,
  });
}

/** One trial with everything stored; `state` is what the columns say, so that a change of it reads again. */
export function useTrial(study: string, number: number | undefined, state: TrialState | undefined) {
  return useQuery({
    queryKey: ['trial', study, number, state],
    queryFn: ({ signal }) => get<TrialAnswer>(pathOf(study, 'trials', number ?? 0), signal),
    enabled: number !== undefined,
    refetchInterval: state === 'running' ? 3000 : false,
    placeholderData: (previous, query) => (query?.queryKey[1] === study && query.queryKey[2] === number ? previous : undefined),
  });
}

/** Writes something of a study and reads again what may have changed. */
export function useChange<Answer, Body extends object = object>(method: 'POST' | 'PATCH', path: string, reread: readonly string[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => send<Answer>(method, path, body),
    onSuccess: () => Promise.all(reread.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
