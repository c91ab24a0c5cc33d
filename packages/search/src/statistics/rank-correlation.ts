/** A rank correlation from -1 to 1 with a 95 % interval; null where there is none, as when all values of one side are equal. */
export interface RankCorrelation {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export type RankStatistic = (a: readonly number[], b: readonly number[]) => number | null;

/** Kendall's tau-b (Kendall 1945): pairs in the same order less those in opposite order, ties taken out of both sides. Null without any order. */
export const kendall: RankStatistic = (a, b) => {
  let [sum, ordersOfA, ordersOfB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [orderOfA, orderOfB] = [Math.sign(a[i] - a[j]), Math.sign(b[i] - b[j])];
      sum += orderOfA * orderOfB;
      ordersOfA += Math.abs(orderOfA);
      ordersOfB += Math.abs(orderOfB);
    }
  }
  const size = Math.sqrt(ordersOfA * ordersOfB);
  return size === 0 ? null : sum / size;
};

/** Spearman's rho: Pearson's correlation of ranks, equal values sharing the mean of theirs. Null where all values of a side are equal. */
export const spearman: RankStatistic = (a, b) => {
  const [x, y] = [a, b].map((values) => centred(ranksOf(values)));
  const size = Math.sqrt(dot(x, x) * dot(y, y));
  return size === 0 ? null : dot(x, y) / size;
};

const RESAMPLES = 1000;
const FEWEST = 4;

/**
 * The statistic with the 2.5 and 97.5 percentiles of it over networks drawn again with replacement (Efron 1979); no interval below four networks. The
 * draws are the same every time.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[], statistic: RankStatistic): RankCorrelation {
  if (a.length !== b.length) throw new RangeError(`rankCorrelation: both sides must be equally long, got ${a.length} and ${b.length}`);
  const value = statistic(a, b);
  if (value === null || a.length < FEWEST) return { value, low: null, high: null };
  const random = lehmer(a.length);
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const chosen = a.map(() => Math.floor(random() * a.length));
    return statistic(
      chosen.map((i) => a[i]),
      chosen.map((i) => b[i]),
    );
  })
    .filter((one) => one !== null)
    .sort((p, q) => p - q);
  const at = (share: number) => drawn[Math.round(share * (drawn.length - 1))];
  return { value, low: at(0.025), high: at(0.975) };
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]] === values[order[start]]) end++;
    for (let i = start; i <= end; i++) ranks[order[i]] = (start + end) / 2;
    start = end + 1;
  }
  return ranks;
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Park and Miller 1988: enough for a resampling that repeats itself. Uniform in [0, 1). */
function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}
