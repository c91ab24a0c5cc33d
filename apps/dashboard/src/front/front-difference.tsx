import { formatCount } from '../format/numbers.js';
import { compareFronts, type FrontPoint } from '../trials/compare-fronts.js';

interface FrontDifferenceProps {
  readonly name: string;
  readonly other: string;
  readonly own: readonly FrontPoint[];
  readonly others: readonly FrontPoint[];
  readonly format: (cost: number) => string;
}

/** Two studies' fronts in words. */
export function FrontDifferenceNote({ name, other, own, others, format = formatCount }: FrontDifferenceProps) {
  const difference = compareFronts(own, others);
  if (difference === undefined) return <p className="hint">One of the two studies has no front yet.</p>;
  const { meanAccuracy, aheadShare, most, least, from, to } = difference;
  const points = (share: number) => `${(Math.abs(share) * 100).toFixed(2)} points`;
  return (
    <p className="difference" role="status">
      <strong>{name}</strong> is on average {points(meanAccuracy)} {meanAccuracy >= 0 ? 'above' : 'below'} <strong>{other}</strong> from{' '}
      {format(from)} to {format(to)}, and ahead over {Math.round(aheadShare * 100)} % of that range
      {most.accuracy > 0 && `; most at ${format(most.cost)} (+${points(most.accuracy)})`}
      {least.accuracy < 0 && `; least at ${format(least.cost)} (−${points(least.accuracy)})`}.
    </p>
  );
}
