/** A member of a front. */
export interface FrontPoint {
  readonly cost: number;
  readonly accuracy: number;
}

/** How two fronts differ where both exist. */
export interface FrontDifference {
  /** Costs between which both fronts have a member to offer. */
  readonly from: number;
  readonly to: number;
  /** Mean of a's accuracy minus b's over the logarithm of cost. */
  readonly meanAccuracy: number;
  /** Share of that range in which a is ahead. */
  readonly aheadShare: number;
  /** Where a leads most and where it trails most: cost, and accuracy gained. */
  readonly most: { readonly cost: number; readonly accuracy: number };
  readonly least: { readonly cost: number; readonly accuracy: number };
}

/** The best accuracy that a front, cheapest first, offers at a cost; undefined below its cheapest member. */
export function accuracyAt(front: readonly FrontPoint[], cost: number): number | undefined {
  let best: number | undefined;
  for (const point of front) if (point.cost <= cost) best = point.accuracy;
  return best;
}

/** a's front against b's, both cheapest first. Undefined where either is empty. */
export function compareFronts(a: readonly FrontPoint[], b: readonly FrontPoint[]): FrontDifference | undefined {
  const [firstA, firstB, lastA, lastB] = [a[0], b[0], a.at(-1), b.at(-1)];
  if (firstA === undefined || firstB === undefined || lastA === undefined || lastB === undefined) return undefined;
  const from = Math.max(firstA.cost, firstB.cost);
  const to = Math.max(lastA.cost, lastB.cost, from * 1.0001);
  const edges = [...new Set([from, ...[...a, ...b].map(({ cost }) => cost).filter((cost) => cost > from && cost < to), to])].sort(
    (x, y) => x - y,
  );
  let [sum, ahead] = [0, 0];
  let most = { cost: from, accuracy: Number.NEGATIVE_INFINITY };
  let least = { cost: from, accuracy: Number.POSITIVE_INFINITY };
  for (const [i, cost] of edges.slice(0, -1).entries()) {
    const gain = (accuracyAt(a, cost) ?? 0) - (accuracyAt(b, cost) ?? 0);
    const width = Math.log((edges[i + 1] ?? cost) / cost);
    sum += gain * width;
    if (gain > 0) ahead += width;
    if (gain > most.accuracy) most = { cost, accuracy: gain };
    if (gain < least.accuracy) least = { cost, accuracy: gain };
  }
  const range = Math.log(to / from);
  return { from, to, meanAccuracy: sum / range, aheadShare: ahead / range, most, least };
}
