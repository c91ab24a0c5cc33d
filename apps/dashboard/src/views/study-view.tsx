import type { StudyRow } from 'isoflop/api';
import { useMemo } from 'react';
import { useTrials } from '../api/queries.js';
import { frontMarks } from '../plots/front-marks.js';
import { TrialTable } from '../table/trial-table.js';
import { FrontView } from './front-view.js';
import { Failure, Loading, Notice } from './notice.js';
import { StudyHeader } from './study-header.js';
import { TrialPanel } from './trial-panel.js';

interface StudyViewProps {
  readonly study: StudyRow;
  readonly selected: number | undefined;
  readonly onSelect: (trial: number | undefined) => void;
}

/** One study: its front, its trials and the one that is selected in both. */
export function StudyView({ study, selected, onSelect }: StudyViewProps) {
  const { data, error, isPending, refetch } = useTrials(study);
  const marks = useMemo(() => frontMarks(data?.trials ?? [], data?.front ?? []), [data]);
  const roles = useMemo(() => new Map(marks.map((mark) => [mark.trial.number, mark.role])), [marks]);
  return (
    <>
      <StudyHeader study={study} front={data?.front} />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} stale={data !== undefined} />}
      {isPending && <Loading what="trials" />}
      {data?.trials.length === 0 && <Notice title="No trial yet">The first candidate appears here as soon as it is suggested.</Notice>}
      {data !== undefined && data.trials.length > 0 && (
        <div className="study-grid">
          <FrontView marks={marks} budgetMacs={study.budgetMacs} selected={selected} onSelect={onSelect} />
          <TrialPanel study={study.name} trials={data.trials} front={data.front} selected={selected} onSelect={onSelect} />
          <section className="card trials" aria-labelledby="trials-title">
            <h3 id="trials-title">Trials</h3>
            <TrialTable trials={data.trials} roles={roles} selected={selected} onSelect={onSelect} />
          </section>
        </div>
      )}
    </>
  );
}
