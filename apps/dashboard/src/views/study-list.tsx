import type { StudyRow } from 'isoflop/api';
import type { MouseEvent } from 'react';
import { formatPercent } from '../format/numbers.js';
import { formatAgo } from '../format/times.js';
import { searchOf } from '../location.js';
import { goTo } from '../use-place.js';
import { progressOf, statusOf } from './study-status.js';

interface StudyListProps {
  /** Newest first. */
  readonly studies: readonly StudyRow[];
  readonly current: string | undefined;
}

export function StudyList({ studies, current }: StudyListProps) {
  return (
    <>
      <h2>Studies</h2>
      <ul className="study-list">
        {studies.map((study) => (
          <li key={study.name}>
            <StudyLink study={study} current={study.name === current} />
          </li>
        ))}
      </ul>
    </>
  );
}

function StudyLink({ study, current }: { readonly study: StudyRow; readonly current: boolean }) {
  const { done, planned } = progressOf(study);
  const status = statusOf(study);
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo({ study: study.name });
  };
  return (
    <a href={searchOf({ study: study.name })} aria-current={current ? 'page' : undefined} onClick={follow}>
      <span className="study-name">{study.name}</span>
      <span className={`state state-${status}`}>{status}</span>
      <span className="study-facts">
        {planned === null ? `${done} trials` : `${done}/${planned} trials`}
        {study.best?.accuracy != null && ` · best ${formatPercent(study.best.accuracy)}`}
      </span>
      <span className="study-when">{formatAgo(study.createdAt, Date.now())}</span>
    </a>
  );
}
