import { useEffect } from 'react';
import { useLiveList } from './api/live-list.js';
import { useSession, useStudies } from './api/queries.js';
import { usePlace } from './place/use-place.js';
import { loaded } from './ui/loaded.js';
import { Failure, Loading, Notice } from './ui/notice.js';
import { PlaceLink } from './ui/place-link.js';
import { ThemePick } from './ui/theme-pick.js';

const StudiesView = loaded(() => import('./views/studies-view.js'));
const StudyShell = loaded(() => import('./study/study-shell.js'));
const LaunchView = loaded(() => import('./launch/launch-view.js'));

/** The page: where you are at the top, the view below. */
export function App() {
  const place = usePlace();
  const { data, error, isPending, refetch } = useStudies();
  const session = useSession().data;
  useLiveList(data?.cursor);
  const studies = data?.studies ?? [];
  const study = studies.find(({ name }) => name === place.study);
  useEffect(() => {
    document.title = titleOf(place.study, place.view);
  }, [place.study, place.view]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the view
      </a>
      <header className="top">
        <h1>
          <PlaceLink to={{ view: 'studies' }}>isoflop</PlaceLink>
        </h1>
        <nav aria-label="Main">
          <PlaceLink to={{ view: 'studies' }} current={place.view === 'studies'}>
            Studies
          </PlaceLink>
          {session?.canLaunch === true && (
            <PlaceLink to={{ view: 'launch' }} current={place.view === 'launch'}>
              Launch
            </PlaceLink>
          )}
        </nav>
        {session?.readOnly === true && <span className="chip">read-only</span>}
        <ThemePick />
      </header>
      <main id="main">
        {error !== null && <Failure error={error} onRetry={() => void refetch()} stale={data !== undefined} />}
        {isPending && <Loading what="studies" />}
        {place.view === 'launch' && <LaunchView />}
        {place.view === 'studies' && data !== undefined && <StudiesView studies={studies} />}
        {place.study !== undefined && study !== undefined && <StudyShell key={study.name} study={study} view={place.view} />}
        {place.study !== undefined && data !== undefined && study === undefined && (
          <Notice title={`There is no study “${place.study}”`}>
            It was deleted, or it is in another store. <PlaceLink to={{ view: 'studies' }}>All studies</PlaceLink> of this one are a click
            away; else start the dashboard with the right <code>--store</code>.
          </Notice>
        )}
      </main>
    </>
  );
}

function titleOf(study: string | undefined, view: string): string {
  const parts = study === undefined ? [view === 'launch' ? 'Launch' : 'Studies'] : [view[0]?.toUpperCase() + view.slice(1), study];
  return [...parts, 'isoflop'].join(' · ');
}
