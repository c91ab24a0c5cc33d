import { useStudy } from '../study/study-context.js';
import { groupBy } from '../trials/group-by.js';
import { numberOf, stateOf } from '../trials/trial-columns.js';
import { PlaceLink } from '../ui/place-link.js';

const REASONS_SHOWN = 8;
const TRIALS_SHOWN = 6;

/** Why trials failed, the commonest reason first. */
export function Failures() {
  const { study, columns } = useStudy();
  const failed = [...columns.reasons].filter(([row]) => stateOf(columns, row) === 'failed');
  if (failed.length === 0) return null;
  const reasons = [...groupBy(failed, ([, reason]) => reason.split('\n')[0] ?? '')].sort(([, a], [, b]) => b.length - a.length);
  return (
    <section className="card" aria-labelledby="failures-title">
      <h3 id="failures-title">Failures</h3>
      <ul className="failures">
        {reasons.slice(0, REASONS_SHOWN).map(([reason, trials]) => (
          <li key={reason}>
            <p className="reason">
              {trials.length.toLocaleString('en')} × {reason}
            </p>
            <p className="soft">
              {trials.slice(0, TRIALS_SHOWN).map(([row], i) => (
                <span key={row}>
                  {i > 0 && ', '}
                  <PlaceLink to={{ study: study.name, view: 'trial', trial: numberOf(columns, row) }}>
                    trial {numberOf(columns, row)}
                  </PlaceLink>
                </span>
              ))}
              {trials.length > TRIALS_SHOWN && ` and ${(trials.length - TRIALS_SHOWN).toLocaleString('en')} more`}
            </p>
          </li>
        ))}
      </ul>
      {reasons.length > REASONS_SHOWN && (
        <p className="hint fine">{reasons.length - REASONS_SHOWN} other reasons; the table filters by any of them.</p>
      )}
    </section>
  );
}
