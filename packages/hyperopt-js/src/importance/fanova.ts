import { type Analyzable, completeLosses } from '../analysis/analyzable.js';
import { Rng } from '../rng.js';
import { CompiledSpace } from '../space/compiled-space.js';
import type { Dimension } from '../space/dimension.js';
import { growTree, type Leaf } from './regression-tree.js';
import { shareOut } from './share-out.js';

/** Options of `fanova`. */
export interface FanovaOptions {
  readonly objective?: number;
  /** Trees of the forest; 64 if left out. */
  readonly trees?: number;
  readonly seed?: number;
}

/**
 * Importance of each parameter, by path and summing to 1: the share of a random forest's variance over the space that the parameter
 * explains by itself (Hutter, Hoos and Leyton-Brown, "fANOVA", 2014). A parameter that a trial lacks counts as in its middle.
 */
export function fanova(study: Analyzable, { objective = 0, trees = 64, seed = 0 }: FanovaOptions = {}): Record<string, number> {
  const { dimensions, encode } = compile(study);
  const { trials, losses } = completeLosses(study, objective);
  if (trials.length < 4) throw new Error(`fanova: needs at least 4 complete trials, got ${trials.length}; run more`);
  const points = trials.map(({ params }) =>
    encode(params as object).map((value, j) => (Number.isNaN(value) ? (dimensions[j]!.numeric ? 0.5 : 0) : value)),
  );
  const rng = Rng.fromSeed(seed);
  const totals = new Array<number>(dimensions.length).fill(0);
  for (let tree = 0; tree < trees; tree++) {
    const members = points.map(() => rng.int(points.length));
    const leaves = growTree(points, losses, members, dimensions, rng);
    const shares = varianceShares(leaves, dimensions);
    for (const [j, share] of shares.entries()) totals[j]! += share;
  }
  return shareOut(dimensions, totals);
}

function compile(study: Analyzable): { dimensions: readonly Dimension[]; encode: (params: object) => number[] } {
  const space = new CompiledSpace(study.space);
  return { dimensions: space.dimensions, encode: (params) => space.encode(params) };
}

/** For each dimension, the variance of the tree's mean over all other dimensions, as a share of its whole variance. */
function varianceShares(leaves: readonly Leaf[], dimensions: readonly Dimension[]): number[] {
  const widths = leaves.map((leaf) => dimensions.map((_, j) => widthOf(leaf, j)));
  const volumes = widths.map((row) => row.reduce((product, width) => product * width, 1));
  const mean = leaves.reduce((sum, { value }, l) => sum + volumes[l]! * value, 0);
  const variance = leaves.reduce((sum, { value }, l) => sum + volumes[l]! * (value - mean) ** 2, 0);
  if (variance < 1e-300) return dimensions.map(() => 0);
  return dimensions.map((dimension, j) => {
    const cells = dimension.numeric
      ? intervals(leaves, j)
      : Array.from({ length: dimension.levels }, (_, choice) => ({ middle: choice, width: 1 / dimension.levels }));
    let sum = 0;
    for (const { middle, width } of cells) {
      let marginal = 0;
      for (const [l, leaf] of leaves.entries()) if (covers(leaf, j, middle)) marginal += (volumes[l]! / widths[l]![j]!) * leaf.value;
      sum += width * (marginal - mean) ** 2;
    }
    return sum / variance;
  });
}

function widthOf({ low, high, choices }: Leaf, j: number): number {
  const kept = choices[j];
  return kept ? kept.filter((choice) => choice).length / kept.length : high[j]! - low[j]!;
}

function covers({ low, high, choices }: Leaf, j: number, at: number): boolean {
  return choices[j] ? choices[j][at]! : low[j]! < at && at < high[j]!;
}

/** The intervals between all edges of the leaves in a numeric dimension. */
function intervals(leaves: readonly Leaf[], j: number): { middle: number; width: number }[] {
  const edges = [...new Set(leaves.flatMap(({ low, high }) => [low[j]!, high[j]!]))].sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => ({ middle: (edge + edges[i]!) / 2, width: edge - edges[i]! }));
}
