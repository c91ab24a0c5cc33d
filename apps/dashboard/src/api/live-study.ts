import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { columnsOfAnswer, withRows } from '../trials/make-columns.js';
import type { TrialColumns } from '../trials/trial-columns.js';
import type { ColumnsAnswer, MetricRow, StoreEvent, StudyRow, StudyStream, TrialRow } from './answers.js';
import { get, pathOf } from './client.js';
import { listen } from './event-source.js';

/** A study's trials as they are now, or why they cannot be read. */
export interface LiveStudy {
  readonly columns: TrialColumns | undefined;
  readonly error: Error | undefined;
  /** Whether the stream of changes is open. */
  readonly connected: boolean;
  /** The end of the history since the page was opened. */
  readonly events: readonly StoreEvent[];
  /** What running trials have reported, by number. */
  readonly curves: ReadonlyMap<number, LiveCurve>;
  readonly reread: () => void;
}

/** The points of a trial's latest attempt. */
export interface LiveCurve {
  readonly attempt: number;
  readonly metrics: readonly MetricRow[];
}

type CurvesTold = StudyStream['curves']['curves'];

/** A search of formulas finishes hundreds of trials a second; the page draws them a few times a second. */
const GATHER_MS = 300;
const EVENTS_KEPT = 200;

const EMPTY = { columns: undefined, error: undefined, connected: false, events: [], curves: new Map() } as const;

/** Reads all trials of a study once and then follows the stream of changes. */
export function useLiveStudy(study: string): LiveStudy {
  const queries = useQueryClient();
  const [state, setState] = useState<Omit<LiveStudy, 'reread'>>(EMPTY);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads everything again
  useEffect(() => {
    const stop = new AbortController();
    const reread = () => setRound((count) => count + 1);
    let follow: { close(): void } | undefined;
    readColumns(study, stop.signal).then(
      (answer) => {
        setState((before) => ({ ...before, columns: columnsOfAnswer(answer), error: undefined }));
        follow = followStudy(study, answer.cursor, {
          change: ({ events, trials, row }) => {
            if (row !== undefined) updateStudyRow(queries, row);
            setState((before) => ({
              ...before,
              columns: before.columns === undefined || trials.length === 0 ? before.columns : withRows(before.columns, trials),
              events: [...before.events, ...events].slice(-EVENTS_KEPT),
            }));
          },
          curves: (curves) => setState((before) => ({ ...before, curves: withPoints(before.curves, curves) })),
          connected: (connected) => setState((before) => ({ ...before, connected })),
          reset: reread,
        });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setState((before) => ({ ...before, error: error as Error }));
      },
    );
    return () => {
      stop.abort();
      follow?.close();
    };
  }, [study, round, queries]);
  return { ...state, reread: () => setRound((count) => count + 1) };
}

/** Asked for as soon as the page is opened, while the rest of it loads. */
let early: { readonly study: string; readonly answer: Promise<ColumnsAnswer> } | undefined;

export function askForColumnsEarly(study: string): void {
  early = { study, answer: get<ColumnsAnswer>(pathOf(study, 'columns')) };
  // Whoever takes it up tells of a failure.
  early.answer.catch(() => undefined);
}

function readColumns(study: string, signal: AbortSignal): Promise<ColumnsAnswer> {
  const asked = early?.study === study ? early.answer : undefined;
  early = undefined;
  return asked ?? get<ColumnsAnswer>(pathOf(study, 'columns'), signal);
}

interface Gathered {
  events: StoreEvent[];
  trials: TrialRow[];
  row: StudyRow | undefined;
}

interface Listener {
  readonly change: (gathered: Gathered) => void;
  readonly curves: (curves: CurvesTold) => void;
  readonly connected: (connected: boolean) => void;
  readonly reset: () => void;
}

/** Opens the stream and hands changes on in bundles. */
function followStudy(study: string, after: number, listener: Listener): { close(): void } {
  let gathered: Gathered = { events: [], trials: [], row: undefined };
  let timer: number | undefined;
  const flush = () => {
    timer = undefined;
    listener.change(gathered);
    gathered = { events: [], trials: [], row: undefined };
  };
  const gather = () => {
    timer ??= window.setTimeout(flush, GATHER_MS);
  };
  const stream = listen(
    pathOf(study, 'stream'),
    after,
    {
      change: ({ events, trials, study: row }: StudyStream['change']) => {
        gathered.events.push(...events);
        gathered.trials.push(...trials);
        gathered.row = row;
        gather();
      },
      study: ({ study: row }: StudyStream['study']) => {
        gathered.row = row;
        gather();
      },
      curves: ({ curves }: StudyStream['curves']) => listener.curves(curves),
      reset: () => listener.reset(),
    },
    listener.connected,
  );
  return {
    close: () => {
      stream.close();
      window.clearTimeout(timer);
    },
  };
}

/** An attempt that begins anew begins its curve anew. */
function withPoints(before: LiveStudy['curves'], added: CurvesTold): Map<number, LiveCurve> {
  const curves = new Map(before);
  for (const { trial, attempt, metrics } of added) {
    const known = curves.get(trial);
    const key = ({ epoch, name }: MetricRow) => `${epoch} ${name}`;
    const points = new Map((known?.attempt === attempt ? known.metrics : []).map((point) => [key(point), point]));
    for (const point of metrics) points.set(key(point), point);
    curves.set(trial, { attempt, metrics: [...points.values()] });
  }
  return curves;
}

/** The list of studies shows the row that the stream brought, without reading the list again. */
function updateStudyRow(queries: ReturnType<typeof useQueryClient>, row: StudyRow): void {
  queries.setQueryData<{ cursor: number; studies: StudyRow[] }>(
    ['studies'],
    (before) => before && { ...before, studies: before.studies.map((study) => (study.name === row.name ? row : study)) },
  );
}
