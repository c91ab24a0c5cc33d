import type { Budget, Feasibility } from '@isoflop/search-space';
import { BUDGET_KEYS, formatQuantity } from '@isoflop/search-space';
import { configuration, percent, table } from '../format.js';
import type { Io } from '../io.js';

const METHODS: Readonly<Record<Feasibility['method'], string>> = {
  listed: 'every network was priced',
  counted: 'every network was counted, piece by piece',
  sampled: 'estimated from networks drawn at random',
};

/** What a space costs and what a budget leaves of it. */
export function reportSpace(io: Io, name: string, budget: Budget, found: Feasibility): void {
  const { macs, nearest } = found;
  const rows: [string, string | number][] = [
    ['networks', found.cardinality.toLocaleString('en')],
    ['dimensions', found.dimensions],
    ['MACs, smallest', formatQuantity(macs.min)],
    ['MACs, deciles', macs.deciles.map(formatQuantity).join('  ')],
    ['MACs, median', formatQuantity(macs.median) + offBy(found)],
    ['MACs, largest', formatQuantity(macs.max)],
    ['empty bands', macs.emptyBands.map(({ from, to }) => `${formatQuantity(from)} to ${formatQuantity(to)}`).join(', ') || 'none'],
    ['budget', describeBudget(budget)],
    ['share inside the budget', share(found)],
    ['budget can be met', found.satisfiable ? 'yes' : found.satisfiableIsCertain ? 'no' : 'no network was found that meets it'],
  ];
  if (nearest)
    rows.push(['nearest network', `${nearest.macs.toLocaleString('en')} MACs: ${configuration(nearest.configuration as never)}`]);
  io.show(`${table([`space ${name}`, ''], rows)}\n${METHODS[found.method]}`);
}

function offBy({ macs }: Feasibility): string {
  if (macs.rankError > 0) return ` (rank ±${percent(macs.rankError)}, 95 %)`;
  return macs.error > 0 ? ` (±${formatQuantity(macs.error)})` : '';
}

function share({ feasibleFraction, fractionError }: Feasibility): string {
  const shown = feasibleFraction > 0 && feasibleFraction < 0.001 ? feasibleFraction.toExponential(2) : percent(feasibleFraction);
  return fractionError > 0 ? `${shown} (±${(100 * fractionError).toPrecision(2)} %)` : shown;
}

/** `macs 2M ±2 %, params 100k`. */
function describeBudget(budget: Budget): string {
  const { band } = budget;
  return BUDGET_KEYS.flatMap((key) => {
    const limit = budget[key];
    const around = key === 'macs' && band !== undefined ? ` ±${Number((100 * band).toPrecision(3))} %` : '';
    return limit === undefined ? [] : [`${key} ${formatQuantity(limit)}${around}`];
  }).join(', ');
}
