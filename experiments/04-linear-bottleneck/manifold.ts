import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

type Point = readonly [number, number];

/** What is left of a spiral that was embedded, cut by ReLU and projected back. */
export interface Recovered {
  /** Share of the spiral's variance that the best linear map back leaves unexplained. */
  readonly lostShare: number;
  /** Share of points with fewer than two dimensions left: they cannot be told from others on their ray. */
  readonly collapsedShare: number;
  /** Projected back by the pseudo-inverse of the embedding, as in the paper's picture. */
  readonly points: readonly Point[];
}

const POINTS = 400;
const TURNS = 2;

/** Points of an Archimedean spiral around 0, radius up to 1. */
export function spiral(): Point[] {
  return Array.from({ length: POINTS }, (_, i) => {
    const share = (i + 1) / POINTS;
    const angle = 2 * Math.PI * TURNS * share;
    return [share * Math.cos(angle), share * Math.sin(angle)];
  });
}

/** x → T⁺ ReLU(T x), with T [dimensions, 2] of standard normal draws and T⁺ its pseudo-inverse (Sandler et al. 2018, figure 1). */
export function throughRelu(dimensions: number, seed: number): Recovered {
  const generator = xoroshiro128plus(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator))) * Math.cos(2 * Math.PI * uniformFloat64(generator));
  const embedding = Array.from({ length: dimensions }, (): Point => [normal(), normal()]);
  const original = spiral();
  const high = original.map(([x, y]) => embedding.map(([p, q]) => Math.max(0, p * x + q * y)));
  const inverse = leastSquares(
    embedding.map((row) => [...row]),
    embedding.map((_, i) => embedding.map((_row, j) => (i === j ? 1 : 0))),
  );
  return {
    lostShare: unexplained(
      high.map((row) => [...row, 1]),
      original,
    ),
    collapsedShare: high.filter((row) => row.filter((value) => value > 0).length < 2).length / POINTS,
    points: high.map((row) => [dot(inverse[0], row), dot(inverse[1], row)]),
  };
}

/** 1 - R² of the regression of the points on the rows. */
function unexplained(rows: readonly number[][], points: readonly Point[]): number {
  const weights = leastSquares(rows, points);
  const centre = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  let [rest, variance] = [0, 0];
  rows.forEach((row, i) => {
    for (const axis of [0, 1]) {
      const fitted = row.reduce((sum, value, j) => sum + value * weights[j][axis], 0);
      rest += (points[i][axis] - fitted) ** 2;
      variance += (points[i][axis] - centre[axis]) ** 2;
    }
  });
  return rest / variance;
}

/** W [columns of rows, columns of targets] that makes rows · W nearest to the targets; a trace of ridge settles what the rows leave open. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly (readonly number[])[]): number[][] {
  const size = rows[0].length;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0) + (i === j ? 1e-9 : 0)),
    ...targets[0].map((_, k) => rows.reduce((sum, row, r) => sum + row[i] * targets[r][k], 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    const best = system
      .slice(pivot)
      .reduce((most, row, i) => (Math.abs(row[pivot]) > Math.abs(system[most][pivot]) ? pivot + i : most), pivot);
    [system[pivot], system[best]] = [system[best], system[pivot]];
    for (const [i, row] of system.entries()) {
      if (i === pivot) continue;
      const factor = row[pivot] / system[pivot][pivot];
      row.forEach((_, j) => {
        row[j] -= factor * system[pivot][j];
      });
    }
  }
  return system.map((row, i) => row.slice(size).map((value) => value / row[i]));
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

interface Spread {
  readonly median: number;
  /** The 10th and 90th percentile. */
  readonly low: number;
  readonly high: number;
}

/** What many matrices lose. */
export interface Loss {
  readonly dimensions: number;
  readonly lost: Spread;
  readonly collapsed: Spread;
}

export function lossOf(dimensions: number, seeds: readonly number[]): Loss {
  const all = seeds.map((seed) => throughRelu(dimensions, seed));
  return {
    dimensions,
    lost: spreadOf(all.map(({ lostShare }) => lostShare)),
    collapsed: spreadOf(all.map(({ collapsedShare }) => collapsedShare)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}
