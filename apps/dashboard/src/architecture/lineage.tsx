import { useMemo } from 'react';
import { useStudy } from '../study/study-context.js';
import { numberOf, rowOf, type TrialColumns } from '../trials/trial-columns.js';
import { PlaceLink } from '../ui/place-link.js';
import { familyOf } from './family.js';
import { FamilyTree } from './family-tree.js';

/** A relative of a trial that was not bred of it. */
interface Relative {
  readonly row: number;
  readonly how: string;
}

const MOST_RELATIVES = 12;

/**
 * Where a trial comes from: the trials that it was made of and those made of it; who measures it again. Where it has no family, as with samplers that breed
 * none, the earlier candidates that differ from it in the fewest settings.
 */
export function Lineage({ row }: { readonly row: number }) {
  const { study, columns } = useStudy();
  const family = useMemo(() => familyOf(columns, row), [columns, row]);
  const hasFamily = family.members.length > 1;
  const relatives = relativesOf(columns, row, hasFamily);
  return (
    <>
      {hasFamily && <FamilyTree row={row} family={family} />}
      {relatives.length > 0 && (
        <section className="card" aria-labelledby="relatives-title">
          <h3 id="relatives-title">Related trials</h3>
          <ul className="lineage">
            {relatives.map((relative) => {
              const accuracy = columns.measures.accuracy[relative.row] ?? Number.NaN;
              const trial = numberOf(columns, relative.row);
              return (
                <li key={`${relative.row}${relative.how}`}>
                  <PlaceLink to={{ study: study.name, view: 'architecture', trial }}>Trial {trial}</PlaceLink> {relative.how}
                  {Number.isNaN(accuracy) ? '' : `, ${(accuracy * 100).toFixed(2)} %`}
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

function relativesOf(columns: TrialColumns, row: number, hasFamily: boolean): Relative[] {
  const own = numberOf(columns, row);
  const origin = columns.rerunOf.get(row);
  const originRow = origin === undefined ? undefined : rowOf(columns, origin);
  const again = [...columns.rerunOf].filter(([, of]) => of === own).map(([other]) => ({ row: other, how: 'measures it again' }));
  return [
    ...(originRow === undefined ? [] : [{ row: originRow, how: 'is what it measures again' }]),
    ...again,
    ...(hasFamily ? [] : closestBefore(columns, row)),
  ].slice(0, MOST_RELATIVES);
}

/** Earlier trials that differ in one or two settings. */
function closestBefore({ settings }: TrialColumns, row: number): Relative[] {
  const found: { row: number; names: string[] }[] = [];
  for (let other = 0; other < row; other++) {
    const names: string[] = [];
    for (const { name, values } of settings) {
      if (!Object.is(values[other], values[row])) names.push(name);
      if (names.length > 2) break;
    }
    if (names.length > 0 && names.length <= 2) found.push({ row: other, names });
  }
  return found
    .sort((a, b) => a.names.length - b.names.length || b.row - a.row)
    .slice(0, 6)
    .map(({ row: other, names }) => ({ row: other, how: `came before it and differs in ${names.join(' and ')} only` }));
}
