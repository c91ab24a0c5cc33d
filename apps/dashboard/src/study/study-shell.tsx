import { useEffect, useMemo, useRef } from 'react';
import type { StudyRow } from '../api/answers.js';
import { useLiveStudy } from '../api/live-study.js';
import { isHeld } from '../api/queries.js';
import { STUDY_VIEWS, type StudyView } from '../place/location.js';
import { usePlace } from '../place/use-place.js';
import { maskOf } from '../selection/selection.js';
import { SelectionBar } from '../selection/selection-bar.js';
import { useSelection } from '../selection/use-selection.js';
import { axesOf } from '../trials/axes.js';
import { NO_TRIALS } from '../trials/make-columns.js';
import { type Loaded, loaded } from '../ui/loaded.js';
import { Failure, Loading, Notice } from '../ui/notice.js';
import { PlaceLink } from '../ui/place-link.js';
import { type StudyContext, StudyProvider } from './study-context.js';
import { statusOf } from './study-status.js';
import { TrialPanel } from './trial-panel.js';

const VIEWS: Readonly<Record<StudyView, Loaded<object>>> = {
  overview: loaded(() => import('../views/overview-view.js')),
  front: loaded(() => import('../views/front-view.js')),
  parallel: loaded(() => import('../views/parallel-view.js')),
  parameters: loaded(() => import('../views/parameters-view.js')),
  history: loaded(() => import('../views/history-view.js')),
  curves: loaded(() => import('../views/curves-view.js')),
  scaling: loaded(() => import('../views/scaling-view.js')),
  scores: loaded(() => import('../views/scores-view.js')),
  trials: loaded(() => import('../views/trials-view.js')),
  architecture: loaded(() => import('../views/architecture-view.js')),
  trial: loaded(() => import('../views/trial-view.js')),
};

/** Begins to load a view while the trials are read. */
export function preloadView(view: StudyView): void {
  VIEWS[view].preload();
}

/** Views with the trial in focus beside them; the others are about it already, or have no room. */
const WITH_PANEL: readonly StudyView[] = ['front', 'parallel', 'parameters', 'history', 'curves', 'trials'];
/** Views that make sense without any trial. */
const WITHOUT_TRIALS: readonly StudyView[] = ['overview', 'scaling'];

interface StudyShellProps {
  readonly study: StudyRow;
  readonly view: StudyView;
}

/** One study: its name and views at the top, what is selected, and the view. */
export default function StudyShell({ study, view }: StudyShellProps) {
  const live = useLiveStudy(study.name);
  const selection = useSelection();
  const focused = usePlace().trial;
  const columns = live.columns ?? NO_TRIALS;
  const axes = useMemo(() => axesOf(columns), [columns]);
  const mask = useMemo(() => maskOf(selection, columns, axes), [selection, columns, axes]);
  const context: StudyContext = { study, columns, axes, selection, mask, focused, live };
  const View = VIEWS[view];
  // A narrow window shows a few of the tabs.
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another tab
  useEffect(() => {
    const [nav, tab] = [tabs.current, tabs.current?.querySelector<HTMLElement>('[aria-current="page"]')];
    if (nav != null && tab != null) nav.scrollLeft = tab.offsetLeft - nav.offsetLeft - (nav.clientWidth - tab.offsetWidth) / 2;
  }, [view]);
  // Loaded while the trials are read.
  useEffect(() => preloadView(view), [view]);
  const status = statusOf(study);
  const isEmpty = columns.count === 0 && !WITHOUT_TRIALS.includes(view);
  return (
    <StudyProvider value={context}>
      <div className="study-head">
        <h2>
          {study.name} <span className={`state state-${status}`}>{status}</span>
        </h2>
        {isHeld(study) && (
          <span className={`live ${live.connected ? '' : 'live-cut'}`} role="status">
            {live.connected ? 'live' : 'reconnecting…'}
          </span>
        )}
      </div>
      <nav className="tabs" aria-label="Views of the study" ref={tabs}>
        {STUDY_VIEWS.filter((name) => name !== 'trial' || view === 'trial').map((name) => (
          <PlaceLink
            key={name}
            to={{ study: study.name, view: name, ...(focused === undefined ? {} : { trial: focused }) }}
            current={name === view}
          >
            {name[0]?.toUpperCase()}
            {name.slice(1)}
          </PlaceLink>
        ))}
      </nav>
      {live.error !== undefined && <Failure error={live.error} onRetry={live.reread} stale={live.columns !== undefined} />}
      {live.columns === undefined && live.error === undefined && <Loading what="trials" />}
      {live.columns !== undefined && (
        <>
          {(WITH_PANEL.includes(view) || mask !== undefined) && <SelectionBar />}
          {isEmpty && <Notice title="No trial yet">The first candidate appears here as soon as it is suggested.</Notice>}
          {!isEmpty && (
            <div className={WITH_PANEL.includes(view) ? 'view view-with-panel' : 'view'}>
              <div className="view-main">
                <View key={view} />
              </div>
              {WITH_PANEL.includes(view) && <TrialPanel />}
            </div>
          )}
        </>
      )}
    </StudyProvider>
  );
}
