import type { StudyRow, TrialRow } from 'isoflop/api';
import { formatCount, formatPercent } from '../format/numbers.js';
import { progressOf, statusOf } from './study-status.js';

interface StudyHeaderProps {
  readonly study: StudyRow;
  /** Undefined until it is read. */
  readonly front: readonly TrialRow[] | undefined;
}

/** What the study is about and how far it is. */
export function StudyHeader({ study, front }: StudyHeaderProps) {
  const { done, planned, byState } = progressOf(study);
  const status = statusOf(study);
  return (
    <header className="study-header">
      <h2>
        {study.name} <span className={`state state-${status}`}>{status}</span>
      </h2>
      <dl className="facts">
        <Fact name="Data set" value={study.dataset ?? '–'} />
        <Fact name="Budget" value={study.budgetMacs === null ? '–' : `${formatCount(study.budgetMacs)} MACs`} />
        <Fact name="Best accuracy" value={study.best?.accuracy == null ? '–' : formatPercent(study.best.accuracy)} />
        <Fact name="Front" value={front === undefined ? '–' : `${front.length} ${front.length === 1 ? 'trial' : 'trials'}`} />
        <Fact name="Search trials" value={planned === null ? String(done) : `${done} of ${planned}`} />
      </dl>
      {planned !== null && planned > 0 && (
        <progress aria-label="Search trials done" max={planned} value={Math.min(done, planned)}>
          {done} of {planned}
        </progress>
      )}
      <p className="outcomes">
        {(['complete', 'running', 'queued', 'pruned', 'failed'] as const)
          .filter((state) => byState[state] > 0)
          .map((state) => (
            <span key={state} className={`state state-${state}`}>
              {byState[state]} {state}
            </span>
          ))}
      </p>
      {status === 'interrupted' && (
        <p className="hint">
          The process that ran it is gone. Finished trials are kept; go on with <code>isoflop search … --resume</code>
        </p>
      )}
    </header>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
