import { isLive, useStudies } from './api/queries.js';
import { goTo, usePlace } from './use-place.js';
import { Failure, Loading, Notice } from './views/notice.js';
import { StudyList } from './views/study-list.js';
import { StudyView } from './views/study-view.js';

/** The page: studies at the side, the chosen one beside them. */
export function App() {
  const place = usePlace();
  const { data, error, isPending, refetch } = useStudies();
  const studies = data?.studies ?? [];
  const study = place.study === undefined ? studies[0] : studies.find(({ name }) => name === place.study);
  const title = study === undefined ? 'isoflop' : `${study.name} · isoflop`;
  return (
    <>
      <title>{title}</title>
      <a className="skip" href="#study">
        Skip to the study
      </a>
      <header className="top">
        <h1>isoflop</h1>
        <p>Accuracy for every multiply-add</p>
        {study !== undefined && isLive(study) && error === null && <span className="live">live</span>}
      </header>
      <div className="columns">
        <nav aria-label="Studies">{studies.length > 0 && <StudyList studies={studies} current={study?.name} />}</nav>
        <main id="study">
          {error !== null && <Failure error={error} onRetry={() => void refetch()} stale={data !== undefined} />}
          {isPending && <Loading what="studies" />}
          {data !== undefined && studies.length === 0 && <NoStudies />}
          {studies.length > 0 && study === undefined && (
            <Notice title={`There is no study “${place.study}”`}>
              It was deleted, or it is in another store. Choose one of the studies here, or start the dashboard with the right{' '}
              <code>--store</code>.
            </Notice>
          )}
          {study !== undefined && (
            <StudyView
              key={study.name}
              study={study}
              selected={study.name === place.study ? place.trial : undefined}
              onSelect={(trial) => goTo({ study: study.name, ...(trial === undefined ? {} : { trial }) })}
            />
          )}
        </main>
      </div>
    </>
  );
}

function NoStudies() {
  return (
    <Notice title="No study yet">
      Start a search and it appears here while it runs: <code>isoflop search experiments/quickstart.yaml</code>
    </Notice>
  );
}
