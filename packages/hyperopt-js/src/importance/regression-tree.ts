import type { Rng } from '../rng.js';
import type { Dimension } from '../space/dimension.js';

/** A leaf: the part of each dimension it covers (an interval, or the choices), its share of the whole volume, and its value. */
export interface Leaf {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** For categorical dimensions, whether each choice belongs to the leaf. */
  readonly choices: readonly (readonly boolean[] | undefined)[];
  readonly value: number;
}

interface Split {
  readonly dimension: number;
  /** Numeric: points at or below go left. Categorical: points with this choice go left. */
  readonly at: number;
}

type Region = Omit<Leaf, 'value'>;

/**
 * The leaves of a regression tree grown on the rows `members` by least squared error, each split looking at a random half of the
 * dimensions (Breiman, 2001).
 */
export function growTree(
  points: readonly (readonly number[])[],
  targets: readonly number[],
  members: readonly number[],
  dimensions: readonly Dimension[],
  rng: Rng,
): Leaf[] {
  const leaves: Leaf[] = [];
  const grow = (rows: readonly number[], region: Region): void => {
    const split = rows.length < 4 ? undefined : bestSplit(points, targets, rows, dimensions, rng);
    if (!split) {
      leaves.push({ ...region, value: rows.reduce((sum, row) => sum + targets[row]!, 0) / rows.length });
      return;
    }
    const { numeric } = dimensions[split.dimension]!;
    const left = rows.filter((row) => goesLeft(points[row]![split.dimension]!, split.at, numeric));
    const right = rows.filter((row) => !goesLeft(points[row]![split.dimension]!, split.at, numeric));
    grow(left, cut(region, split, numeric, true));
    grow(right, cut(region, split, numeric, false));
  };
  grow(members, {
    low: dimensions.map(() => 0),
    high: dimensions.map(() => 1),
    choices: dimensions.map(({ numeric, levels }) => (numeric ? undefined : new Array<boolean>(levels).fill(true))),
  });
  return leaves;
}

function goesLeft(value: number, at: number, numeric: boolean): boolean {
  return numeric ? value <= at : value === at;
}

function cut(region: Region, { dimension, at }: Split, numeric: boolean, left: boolean): Region {
  if (!numeric) {
    const choices = [...region.choices];
    choices[dimension] = choices[dimension]!.map((kept, choice) => kept && (choice === at) === left);
    return { ...region, choices };
  }
  const edges = left ? [...region.high] : [...region.low];
  edges[dimension] = at;
  return left ? { ...region, high: edges } : { ...region, low: edges };
}

function bestSplit(
  points: readonly (readonly number[])[],
  targets: readonly number[],
  rows: readonly number[],
  dimensions: readonly Dimension[],
  rng: Rng,
): Split | undefined {
  let best: Split | undefined;
  let highest = 1e-12;
  const order = rng.shuffle([...dimensions.keys()]).slice(0, Math.max(1, Math.ceil(dimensions.length / 2)));
  for (const dimension of order) {
    for (const { at, gain } of splitsOf(points, targets, rows, dimension, dimensions[dimension]!.numeric)) {
      if (gain > highest) [best, highest] = [{ dimension, at }, gain];
    }
  }
  return best;
}

/** Every way to split rows in a dimension, with how much squared error it removes. */
function* splitsOf(
  points: readonly (readonly number[])[],
  targets: readonly number[],
  rows: readonly number[],
  dimension: number,
  numeric: boolean,
): Generator<{ at: number; gain: number }> {
  const total = rows.reduce((sum, row) => sum + targets[row]!, 0);
  const gainOf = (count: number, sum: number): number =>
    sum ** 2 / count + (total - sum) ** 2 / (rows.length - count) - total ** 2 / rows.length;
  const ordered = [...rows].sort((a, b) => points[a]![dimension]! - points[b]![dimension]!);
  let [count, sum] = [0, 0];
  for (const [i, row] of ordered.entries()) {
    count++;
    sum += targets[row]!;
    const [here, next] = [points[row]![dimension]!, i + 1 < ordered.length ? points[ordered[i + 1]!]![dimension]! : Number.NaN];
    if (here === next) continue;
    if (count < rows.length && (numeric ? !Number.isNaN(next) : true))
      yield { at: numeric ? (here + next) / 2 : here, gain: gainOf(count, sum) };
    if (!numeric) [count, sum] = [0, 0];
  }
}
