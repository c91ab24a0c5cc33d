import { useQuery } from '@tanstack/react-query';
import type { StudyRow, TrialState } from 'isoflop/api';
import { fetchFront, fetchStudies, fetchStudy, fetchTrial, fetchTrials } from './client.js';

const POLL_MS = 2000;
/** With nothing running, a look now and then is enough to notice a search that was started elsewhere. */
const IDLE_POLL_MS = 10_000;

/** Whether a search works on the study now: the state alone does not tell, since a killed process leaves `running` behind. */
export function isLive(study: StudyRow): boolean {
  return study.state === 'running' && study.runner?.alive === true;
}

/** The study list, which also drives the other queries. */
export function useStudies() {
  return useQuery({
    queryKey: ['studies'],
    queryFn: ({ signal }) => fetchStudies(signal),
    refetchInterval: ({ state }) => (state.data?.studies.some(isLive) ? POLL_MS : IDLE_POLL_MS),
  });
}

/** The experiment that a study was started with; it never changes. */
export function useExperiment(study: string) {
  return useQuery({
    queryKey: ['experiment', study],
    queryFn: ({ signal }) => fetchStudy(study, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** All trials and the front, read together so that they agree, and again only when the study's counts have changed. */
export function useTrials(study: StudyRow) {
  return useQuery({
    queryKey: ['trials', study.name, study.createdAt, study.counts],
    queryFn: async ({ signal }) => {
      const [trials, { front }] = await Promise.all([fetchTrials(study.name, signal), fetchFront(study.name, signal)]);
      return { trials, front };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: POLL_MS,
    placeholderData: (previous, query) => (query?.queryKey[1] === study.name ? previous : undefined),
  });
}

/** One trial with everything stored; `state` is the row's, so that a change of it reads again. */
export function useTrial(study: string, number: number, state: TrialState | undefined) {
  return useQuery({
    queryKey: ['trial', study, number, state],
    queryFn: ({ signal }) => fetchTrial(study, number, signal),
    refetchInterval: state === 'running' ? POLL_MS : false,
    placeholderData: (previous, query) => (query?.queryKey[1] === study && query.queryKey[2] === number ? previous : undefined),
  });
}
