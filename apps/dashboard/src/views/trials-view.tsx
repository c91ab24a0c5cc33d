import { useMemo, useState } from 'react';
import { limitsOf } from '../front/limits.js';
import { focusTrial, useChoice, useParameter } from '../place/use-place.js';
import { download, fileName } from '../save/download.js';
import { toCsv, toJson } from '../save/table-data.js';
import { rowsOf } from '../selection/selection.js';
import { select } from '../selection/use-selection.js';
import { useStudy } from '../study/study-context.js';
import { columnsOf, isShownFirst, sortRows, tableData } from '../table/columns.js';
import { parseFilter } from '../table/query.js';
import { TrialTable } from '../table/trial-table.js';
import { frontOf } from '../trials/front.js';
import { Menu } from '../ui/menu.js';
import { Segmented } from '../ui/segmented.js';
import type { SortOrder } from '../ui/sort-heading.js';
import { CompareTrials } from './compare-trials.js';

/** Every trial as a table: filtered, sorted, chosen and compared. */
export default function TrialsView() {
  const { study, columns, axes, mask, selection } = useStudy();
  const [text, setText] = useParameter('filter', '');
  const [only, setOnly] = useChoice('rows', ['all', 'selected'], 'all');
  const [order, setOrder] = useState<SortOrder<string>>({ key: 'number', descending: false });
  const all = useMemo(() => columnsOf(axes), [axes]);
  const [hidden, setHidden] = useParameter('hide', '');
  const hiddenKeys =
    hidden === '' ? new Set(all.filter((column) => !isShownFirst(column)).map(({ key }) => key)) : new Set(hidden.split('~'));
  const shown = all.filter(({ key }) => key === 'number' || !hiddenKeys.has(key));
  const front = useMemo(() => frontOf(columns, 'macs', limitsOf(study.budget)), [columns, study.budget]);
  const filter = useMemo(() => parseFilter(text, columns, axes), [text, columns, axes]);
  const rows = useMemo(() => {
    const from = rowsOf(only === 'selected' ? mask : undefined, columns.count);
    return 'test' in filter && text !== '' ? from.filter(filter.test) : from;
  }, [only, mask, columns.count, filter, text]);
  const sorted = useMemo(() => {
    const by = all.find(({ key }) => key === order.key);
    return by === undefined ? rows : sortRows(rows, by, order.descending);
  }, [rows, all, order]);
  const ticked = useMemo(() => new Set(selection.trials), [selection.trials]);
  const tick = (trial: number) => {
    const next = ticked.has(trial) ? [...ticked].filter((other) => other !== trial) : [...ticked, trial];
    const { trials: _, ...others } = selection;
    select(next.length === 0 ? others : { ...others, trials: next.sort((a, b) => a - b) });
  };
  const toggle = (key: string) => {
    const next = new Set(hiddenKeys);
    if (!next.delete(key)) next.add(key);
    setHidden([...next].join('~') || '~');
  };
  return (
    <section className="card trials" aria-labelledby="trials-title">
      <div className="card-head">
        <h3 id="trials-title">Trials</h3>
        <div className="controls">
          <input
            type="search"
            className="filter"
            aria-label="Filter trials"
            aria-describedby="filter-help"
            placeholder="accuracy > 85% and macs <= 2M"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Segmented label="Rows" choices={['all', 'selected']} value={only} onChange={setOnly} />
          <Menu title="Columns">
            {all.slice(1).map(({ key, title }) => (
              <label key={key} className="menu-check">
                <input type="checkbox" checked={!hiddenKeys.has(key)} onChange={() => toggle(key)} /> {title}
              </label>
            ))}
          </Menu>
          <Menu title="Save" label="Save Trials">
            <button
              type="button"
              onClick={() => download(fileName(study.name, 'trials.csv'), toCsv(tableData(columns, all, sorted)), 'text/csv')}
            >
              CSV
            </button>
            <button
              type="button"
              onClick={() => download(fileName(study.name, 'trials.json'), toJson(tableData(columns, all, sorted)), 'application/json')}
            >
              JSON
            </button>
          </Menu>
        </div>
      </div>
      <p id="filter-help" className="hint fine" role="status">
        {'problem' in filter ? filter.problem : `${rows.length.toLocaleString('en')} of ${columns.count.toLocaleString('en')} trials`}
      </p>
      <TrialTable
        rows={sorted}
        shown={shown}
        front={front}
        order={order}
        onOrder={setOrder}
        ticked={ticked}
        onTick={tick}
        onFocus={focusTrial}
      />
      {ticked.size > 1 && <CompareTrials trials={[...ticked]} />}
    </section>
  );
}
