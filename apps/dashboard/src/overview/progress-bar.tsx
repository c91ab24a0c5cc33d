import type { StudyRow, TrialState } from '../api/answers.js';
import { isLive } from '../api/queries.js';
import { formatSeconds } from '../format/numbers.js';
import { progressOf } from '../study/study-status.js';

const STATES: readonly TrialState[] = ['complete', 'pruned', 'failed', 'running', 'queued'];

/** How far the search is: finished trials by outcome against those planned. */
export function ProgressBar({ study }: { readonly study: StudyRow }) {
  const { done, planned, byState } = progressOf(study);
  const search = study.counts.search;
  const total = Math.max(1, planned ?? done, done);
  let x = 0;
  return (
    <section className="card progress-card" aria-label="Progress">
      <p className="progress-line">
        <strong>
          {done.toLocaleString('en')}
          {planned === null ? ' trials' : ` of ${planned.toLocaleString('en')} trials`}
        </strong>
        {isLive(study) && study.etaSeconds !== null && <span>about {formatSeconds(study.etaSeconds)} to go</span>}
      </p>
      <svg
        className="progress-bar"
        viewBox="0 0 1000 10"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${done} of ${total} trials done`}
      >
        <rect className="bar-ground" width={1000} height={10} />
        {STATES.filter((state) => state !== 'queued').map((state) => {
          const width = (1000 * (search?.[state] ?? 0)) / total;
          const left = x;
          x += width;
          return <rect key={state} className={`bar-${state}`} x={left} width={width} height={10} />;
        })}
      </svg>
      <p className="outcomes">
        {STATES.filter((state) => byState[state] > 0).map((state) => (
          <span key={state} className={`state state-${state}`}>
            {byState[state].toLocaleString('en')} {state}
          </span>
        ))}
      </p>
    </section>
  );
}
