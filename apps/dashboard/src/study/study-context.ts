import { createContext, useContext } from 'react';
import type { StudyRow } from '../api/answers.js';
import type { LiveStudy } from '../api/live-study.js';
import type { Selection } from '../selection/selection.js';
import type { Axis } from '../trials/axes.js';
import type { TrialColumns } from '../trials/trial-columns.js';

/** What every view of a study shares. */
export interface StudyContext {
  readonly study: StudyRow;
  readonly columns: TrialColumns;
  readonly axes: readonly Axis[];
  readonly selection: Selection;
  /** 1 for rows that are selected; undefined where nothing is. */
  readonly mask: Uint8Array | undefined;
  /** The trial in focus: its number. */
  readonly focused: number | undefined;
  readonly live: LiveStudy;
}

const Context = createContext<StudyContext | undefined>(undefined);
export const StudyProvider = Context.Provider;

export function useStudy(): StudyContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('useStudy: a view of a study must be inside a StudyProvider');
  return context;
}

export function axisNamed(axes: readonly Axis[], key: string): Axis | undefined {
  return axes.find((axis) => axis.key === key);
}
