import { useMemo, useState } from 'react';
import type { StudyRow } from '../api/answers.js';
import { useCanWrite, useSession } from '../api/queries.js';
import { formatCount, formatPercent } from '../format/numbers.js';
import { formatAgo } from '../format/times.js';
import { useParameter } from '../place/use-place.js';
import { download } from '../save/download.js';
import { toCsv, toJson } from '../save/table-data.js';
import { DeleteStudies } from '../studies/delete-studies.js';
import { progressOf, statusOf } from '../study/study-status.js';
import { Menu } from '../ui/menu.js';
import { Notice } from '../ui/notice.js';
import { PlaceLink } from '../ui/place-link.js';
import { SortHeading, type SortOrder } from '../ui/sort-heading.js';
import { CompareStudies } from './compare-studies.js';

type Key = 'name' | 'status' | 'done' | 'best' | 'front' | 'budget' | 'created';
const COLUMNS: readonly (readonly [Key, string, 'numeric' | ''])[] = [
  ['name', 'Study', ''],
  ['status', 'State', ''],
  ['done', 'Trials', 'numeric'],
  ['best', 'Best accuracy', 'numeric'],
  ['front', 'Front', 'numeric'],
  ['budget', 'Budget', 'numeric'],
  ['created', 'Started', 'numeric'],
];

/** Every study of the store: searched, sorted, compared and deleted. */
export default function StudiesView({ studies }: { readonly studies: readonly StudyRow[] }) {
  const [text, setText] = useParameter('find', '');
  const [order, setOrder] = useState<SortOrder<Key>>({ key: 'created', descending: true });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [deleting, setDeleting] = useState(false);
  const canWrite = useCanWrite();
  const canLaunch = useSession().data?.canLaunch === true;
  const ticked = studies.filter(({ name }) => chosen.includes(name));
  const shown = useMemo(
    () =>
      sorted(
        studies.filter((study) => matches(study, text)),
        order,
      ),
    [studies, text, order],
  );
  if (studies.length === 0) {
    return (
      <Notice title="No study yet">
        Start a search and it appears here while it runs: <code>isoflop search experiments/quickstart.yaml</code>
        {canLaunch && (
          <>
            , or <PlaceLink to={{ view: 'launch' }}>launch one from here</PlaceLink>
          </>
        )}
        .
      </Notice>
    );
  }
  const toggle = (name: string) => setChosen(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  const data = () => ({
    columns: ['study', 'state', 'dataset', 'trials', 'planned', 'bestAccuracy', 'frontSize', 'budgetMacs', 'createdAt'],
    rows: shown.map((study) => {
      const { done, planned } = progressOf(study);
      const created = new Date(study.createdAt).toISOString();
      return [
        study.name,
        statusOf(study),
        study.dataset,
        done,
        planned,
        study.best?.accuracy ?? null,
        study.frontSize,
        study.budgetMacs,
        created,
      ];
    }),
  });
  return (
    <section className="card" aria-labelledby="studies-title">
      <div className="card-head">
        <h2 id="studies-title">Studies</h2>
        <div className="controls">
          <input
            type="search"
            aria-label="Search studies"
            placeholder="name, data set, state, tag"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Menu title="Save" label="Save the list">
            <button type="button" onClick={() => download('studies.csv', toCsv(data()), 'text/csv')}>
              CSV
            </button>
            <button type="button" onClick={() => download('studies.json', toJson(data()), 'application/json')}>
              JSON
            </button>
          </Menu>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label="Study table">
        <table className="studies">
          <thead>
            <tr>
              <th scope="col" className="plain">
                <span className="unseen">Select</span>
              </th>
              {COLUMNS.map(([key, title, kind]) => (
                <SortHeading key={key} name={key} title={title} className={kind} order={order} onOrder={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((study) => (
              <StudyLine key={study.name} study={study} chosen={chosen.includes(study.name)} onToggle={() => toggle(study.name)} />
            ))}
          </tbody>
        </table>
      </section>
      {shown.length === 0 && <p className="hint">No study matches “{text}”.</p>}
      {ticked.length > 0 && (
        <p className="ticked" role="status">
          {ticked.length} selected
          {ticked.length === 1 && <span className="soft">; tick a second one to compare their fronts</span>}
          {canWrite && (
            <button type="button" className="plain-button danger" onClick={() => setDeleting(true)}>
              Delete…
            </button>
          )}
        </p>
      )}
      {ticked.length > 1 && <CompareStudies studies={ticked} />}
      {deleting && ticked.length > 0 && <DeleteStudies studies={ticked} onClose={() => setDeleting(false)} />}
    </section>
  );
}

function StudyLine({ study, chosen, onToggle }: { readonly study: StudyRow; readonly chosen: boolean; readonly onToggle: () => void }) {
  const { done, planned } = progressOf(study);
  const status = statusOf(study);
  return (
    <tr className="plain" aria-selected={undefined}>
      <td>
        <input type="checkbox" aria-label={`Select ${study.name}`} checked={chosen} onChange={onToggle} />
      </td>
      <th scope="row" className="plain study-cell">
        <PlaceLink to={{ study: study.name, view: 'overview' }} className="study-name">
          {study.name}
        </PlaceLink>
        <span className="study-facts">{[study.dataset, ...study.tags].filter(Boolean).join(' · ')}</span>
      </th>
      <td>
        <span className={`state state-${status}`}>{status}</span>
      </td>
      <td className="numeric">
        {planned === null ? done.toLocaleString('en') : `${done.toLocaleString('en')} / ${planned.toLocaleString('en')}`}
        {planned !== null && planned > 0 && status !== 'complete' && (
          <progress aria-label={`Trials done of ${study.name}`} max={planned} value={Math.min(done, planned)} />
        )}
      </td>
      <td className="numeric">{study.best?.accuracy == null ? '–' : formatPercent(study.best.accuracy)}</td>
      <td className="numeric">{study.frontSize}</td>
      <td className="numeric">{study.budgetMacs === null ? '–' : `${formatCount(study.budgetMacs)} MACs`}</td>
      <td className="numeric">{formatAgo(study.createdAt, Date.now())}</td>
    </tr>
  );
}

function matches(study: StudyRow, text: string): boolean {
  const haystack = [study.name, study.dataset, statusOf(study), study.sampler, ...study.tags].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function sorted(studies: readonly StudyRow[], { key, descending }: SortOrder<Key>): StudyRow[] {
  const value = (study: StudyRow): string | number => {
    switch (key) {
      case 'name':
        return study.name;
      case 'status':
        return statusOf(study);
      case 'done':
        return progressOf(study).done;
      case 'best':
        return study.best?.accuracy ?? -1;
      case 'front':
        return study.frontSize;
      case 'budget':
        return study.budgetMacs ?? -1;
      case 'created':
        return study.createdAt;
    }
  };
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
  return [...studies].sort((a, b) => (descending ? -1 : 1) * compare(value(a), value(b)) || b.createdAt - a.createdAt);
}
