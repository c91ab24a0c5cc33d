import { useState } from 'react';
import { axisNamed, useStudy } from '../study/study-context.js';
import { extentOf } from '../trials/axes.js';
import { isEmpty, NOTHING_SELECTED, withRange } from './selection.js';
import { select } from './use-selection.js';

/** What is selected, in words; each part can be taken away, and a range be typed where brushing is not possible. */
export function SelectionBar() {
  const { columns, axes, selection, mask } = useStudy();
  const [adding, setAdding] = useState(false);
  const count = mask?.reduce((sum, chosen) => sum + chosen, 0) ?? 0;
  const title = (key: string) => axisNamed(axes, key)?.title ?? key;
  const { lasso: _, ...withoutLasso } = selection;
  const { trials: __, ...withoutTrials } = selection;
  return (
    <div className="selection-bar">
      <p role="status">
        {isEmpty(selection) ? (
          <span className="soft">{columns.count.toLocaleString('en')} trials, none selected</span>
        ) : (
          <strong>
            {count.toLocaleString('en')} of {columns.count.toLocaleString('en')} trials selected
          </strong>
        )}
      </p>
      <ul className="chips">
        {Object.entries(selection.ranges).map(([key, [low, high]]) => {
          const format = axisNamed(axes, key)?.format ?? String;
          const text = `${title(key)} ${format(low)} – ${format(high)}`;
          return <Chip key={key} text={text} onRemove={() => select(withRange(selection, key, undefined))} />;
        })}
        {selection.lasso !== undefined && (
          <Chip text={`loop in ${title(selection.lasso.x)} × ${title(selection.lasso.y)}`} onRemove={() => select(withoutLasso)} />
        )}
        {selection.trials !== undefined && <Chip text={`${selection.trials.length} by hand`} onRemove={() => select(withoutTrials)} />}
      </ul>
      {!isEmpty(selection) && (
        <button type="button" className="plain-button" onClick={() => select(NOTHING_SELECTED)}>
          Clear all
        </button>
      )}
      <button type="button" className="plain-button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
        Select by range
      </button>
      {adding && <RangeForm onDone={() => setAdding(false)} />}
    </div>
  );
}

function Chip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) {
  return (
    <li className="chip">
      {text}
      <button type="button" aria-label={`Take away: ${text}`} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

/** A brush for the keyboard. */
function RangeForm({ onDone }: { readonly onDone: () => void }) {
  const { axes, selection } = useStudy();
  const numeric = axes.filter(({ categories, key }) => categories === undefined && !key.endsWith('At'));
  const [key, setKey] = useState('accuracy');
  const axis = axisNamed(numeric, key) ?? numeric[0];
  if (axis === undefined) return null;
  const [low, high] = extentOf(axis.values) ?? [0, 1];
  const submit = (data: FormData) => {
    const [from, to] = [Number(data.get('from')), Number(data.get('to'))];
    select(withRange(selection, axis.key, [Math.min(from, to), Math.max(from, to)]));
    onDone();
  };
  return (
    <form className="range-form" action={submit} key={axis.key}>
      <label>
        Axis{' '}
        <select value={axis.key} onChange={({ target }) => setKey(target.value)}>
          {numeric.map((choice) => (
            <option key={choice.key} value={choice.key}>
              {choice.title}
            </option>
          ))}
        </select>
      </label>
      <label>
        from <input name="from" type="number" step="any" defaultValue={low} required />
      </label>
      <label>
        to <input name="to" type="number" step="any" defaultValue={high} required />
      </label>
      <button type="submit" className="main-button">
        Select
      </button>
    </form>
  );
}
