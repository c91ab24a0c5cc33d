import { formatCount, formatPercent } from '../format/numbers.js';
import { limitsOf } from '../front/limits.js';
import { useStudy } from '../study/study-context.js';
import { frontOf } from '../trials/front.js';
import { settingsOf } from '../trials/stage-settings.js';
import { numberOf, paramsOf } from '../trials/trial-columns.js';
import { PlaceLink } from '../ui/place-link.js';

const SHOWN = 8;

/** The best of the front, the most accurate first. */
export function BestTrials() {
  const { study, columns } = useStudy();
  const { members } = frontOf(columns, 'macs', limitsOf(study.budget));
  if (members.length === 0) return null;
  const shown = members.slice(-SHOWN).reverse();
  return (
    <section className="card" aria-labelledby="best-title">
      <div className="card-head">
        <h3 id="best-title">Best of the front</h3>
        <PlaceLink to={{ study: study.name, view: 'front' }}>all {members.length.toLocaleString('en')} members</PlaceLink>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label="Best trials">
        <table>
          <thead>
            <tr>
              {['Trial', 'Accuracy', 'MACs', 'Parameters', 'Configuration'].map((name, i) => (
                <th key={name} scope="col" className={`plain ${i > 0 && i < 4 ? 'numeric' : ''}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row} className="plain">
                <th scope="row" className="plain">
                  <PlaceLink to={{ study: study.name, view: 'trial', trial: numberOf(columns, row) }}>{numberOf(columns, row)}</PlaceLink>
                </th>
                <td className="numeric">{formatPercent(columns.measures.accuracy[row] ?? 0)}</td>
                <td className="numeric">{formatCount(columns.measures.macs[row] ?? 0)}</td>
                <td className="numeric">{formatCount(columns.measures.params[row] ?? 0)}</td>
                <td className="soft">
                  {settingsOf(paramsOf(columns, row))
                    .map(([name, value]) => `${name} ${value}`)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
