import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { StudyRow } from './answers.js';

type List = { cursor: number; studies: StudyRow[] };

/** Follows the list of studies from a cursor on: what changes, appears or goes does so in the list that was read. */
export function useLiveList(cursor: number | undefined): void {
  const queries = useQueryClient();
  const known = cursor !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stream goes on from the first cursor by itself
  useEffect(() => {
    if (!known) return;
    const source = new EventSource(`/api/stream?after=${cursor}`);
    const change = (of: (before: List) => List) => queries.setQueryData<List>(['studies'], (before) => before && of(before));
    const on = (name: string, handle: (data: never) => void) =>
      source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as never));
    on('change', ({ studies }: { studies: StudyRow[] }) => change((before) => ({ ...before, studies: withRows(before.studies, studies) })));
    on('study', ({ study }: { study: StudyRow }) => change((before) => ({ ...before, studies: withRows(before.studies, [study]) })));
    on('gone', ({ name }: { name: string }) =>
      change((before) => ({ ...before, studies: before.studies.filter((study) => study.name !== name) })),
    );
    on('reset', () => void queries.invalidateQueries({ queryKey: ['studies'] }));
    return () => source.close();
  }, [known, queries]);
}

function withRows(before: readonly StudyRow[], changed: readonly StudyRow[]): StudyRow[] {
  const rows = new Map(before.map((study) => [study.name, study]));
  for (const study of changed) rows.set(study.name, study);
  return [...rows.values()].sort((a, b) => b.createdAt - a.createdAt);
}
