import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ListStream, StudyRow } from './answers.js';
import { listen } from './event-source.js';

type List = { cursor: number; studies: StudyRow[] };

/** Follows the list of studies from a cursor on: what changes, appears or goes does so in the list that was read. */
export function useLiveList(cursor: number | undefined): void {
  const queries = useQueryClient();
  const known = cursor !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stream goes on from the first cursor by itself
  useEffect(() => {
    if (cursor === undefined) return;
    const change = (of: (before: List) => List) => queries.setQueryData<List>(['studies'], (before) => before && of(before));
    const stream = listen('/api/stream', cursor, {
      change: ({ studies }: ListStream['change']) => change((before) => ({ ...before, studies: withRows(before.studies, studies) })),
      gone: ({ name }: ListStream['gone']) =>
        change((before) => ({ ...before, studies: before.studies.filter((study) => study.name !== name) })),
      reset: () => void queries.invalidateQueries({ queryKey: ['studies'] }),
    });
    return () => stream.close();
  }, [known, queries]);
}

function withRows(before: readonly StudyRow[], changed: readonly StudyRow[]): StudyRow[] {
  const rows = new Map(before.map((study) => [study.name, study]));
  for (const study of changed) rows.set(study.name, study);
  return [...rows.values()].sort((a, b) => b.createdAt - a.createdAt);
}
