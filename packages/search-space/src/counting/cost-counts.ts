import type { BudgetKey, Range } from '../budget.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';
import { COMPLETE, type CountTable, joinTables, placeOfWay, type Shifted, totalWays, waysBetween } from './count-table.js';
import { below, type Uniform } from './uniform.js';

/** Numbers of points up to which no sums are rounded. */
const EXACT_POINTS = 2_000_000;
/** Sums over all tables of a larger space, and per table. */
const SUMS = 2_000_000;
const SUMS_PER_TABLE = 8192;
/** A larger space of choices is not counted but sampled: combinations of shared dimensions, and choices of pieces to price. */
const MOST_COMBINATIONS = 4000;
const MOST_CHOICES = 60_000;

/** Whether a space's structure lets it be counted: see `CostCounts`. */
export function isCountable(priced: PricedSpace): boolean {
  const combinations = priced.combinations(priced.sharedDimensions);
  const choices = priced.pieces.reduce((sum, { shared, variants }) => sum + priced.combinations(shared) * variants, 0);
  return combinations <= MOST_COMBINATIONS && choices <= MOST_CHOICES;
}

/**
 * Counts the points of a space by one cost without visiting them (dynamic programming from the head to the stem). Once the dimensions that
 * pieces share are fixed, what completes a network depends only on the shape that its first pieces put out, so a table per piece and shape
 * says how many ways there are for every sum of costs.
 */
export class CostCounts {
  /** One table per combination of the shared dimensions. */
  readonly tables: readonly CountTable[];
  private readonly inner: readonly Map<string, Junction>[];
  private last: Ways | undefined;

  /** `mostSums` is how many different sums a table may hold; left out, it goes by the size of the space, and small ones are counted exactly. */
  constructor(
    private readonly priced: PricedSpace,
    readonly key: BudgetKey,
    private readonly mostSums = sumsPerTable(priced),
  ) {
    const combinations = priced.combinations(priced.sharedDimensions);
    this.inner = Array.from({ length: combinations }, () => new Map());
    this.tables = this.inner.map((_, combination) => {
      const point = this.startOf(combination);
      return this.tableFrom(combination, point, 0, priced.entrance(point));
    });
  }

  /** Points whose pieces fit together. */
  get total(): number {
    return this.tables.reduce((sum, table) => sum + totalWays(table), 0);
  }

  /** How far a cost may be above the sum it is counted under; 0 where every count is exact. */
  get slack(): number {
    return this.tables.reduce((worst, table) => Math.max(worst, table.slack), 0);
  }

  /** Points that may lie in a range: all that do, and where counts are not exact a few beside it. */
  within({ least, most }: Range): number {
    return this.tables.reduce((sum, table) => sum + waysTouching(table, { least, most }), 0);
  }

  /** Points that certainly lie in a range. */
  surelyWithin({ least, most }: Range): number {
    return this.tables.reduce((sum, table) => sum + waysBetween(table, least, most - table.slack), 0);
  }

  /** One of the points that `within` counts, all with the same chance; undefined where there is none. */
  draw(range: Range, uniform: Uniform): Point | undefined {
    const { ways, total } = this.waysIn(range);
    const { place: combination, rest } = pick(ways, below(total, uniform));
    if (combination < 0) return undefined;
    const table = this.tables[combination];
    const point = this.startOf(combination);
    this.choose(combination, point, table.sums[placeOfWay(table, range.least - table.slack, rest)], uniform);
    return point;
  }

  /** Points of every combination that may lie in a range; remembered for the range asked for last. */
  private waysIn(range: Range): Ways {
    if (this.last?.range.least === range.least && this.last.range.most === range.most) return this.last;
    const ways = this.tables.map((table) => waysTouching(table, range));
    this.last = { range, ways, total: ways.reduce((sum, count) => sum + count, 0) };
    return this.last;
  }

  /**
   * A point whose cost is the nearest to a range: exactly where all points lie on one side of it, up to the slack where it lies between them.
   * Undefined where no pieces fit together.
   */
  nearest(range: Range, uniform: Uniform): Point | undefined {
    const least = this.extremeTable((a, b) => a.least < b.least);
    const most = this.extremeTable((a, b) => a.most > b.most);
    if (totalWays(this.tables[least]) === 0) return undefined;
    if (range.most < this.tables[least].least) return this.extreme(least, 'least');
    if (range.least > this.tables[most].most) return this.extreme(most, 'most');
    let best = { distance: Number.POSITIVE_INFINITY, combination: 0, sum: 0 };
    for (const [combination, { sums }] of this.tables.entries()) {
      for (const sum of sums) {
        const distance = Math.max(range.least - sum, sum - range.most, 0);
        if (distance < best.distance) best = { distance, combination, sum };
      }
    }
    const point = this.startOf(best.combination);
    this.choose(best.combination, point, best.sum, uniform);
    return point;
  }

  private extremeTable(isBetter: (a: CountTable, b: CountTable) => boolean): number {
    return this.tables.reduce((best, table, combination) => (isBetter(table, this.tables[best]) ? combination : best), 0);
  }

  /** The cheapest or dearest point of a combination. */
  private extreme(combination: number, end: 'least' | 'most'): Point {
    const point = this.startOf(combination);
    const sign = end === 'least' ? 1 : -1;
    let shape = this.priced.entrance(point);
    for (const [piece, { own }] of this.priced.pieces.entries()) {
      const { branches } = this.junction(combination, point, piece, shape);
      const costs = branches.map(({ shift, table }) => sign * (shift + table[end]));
      const { variant, output } = branches[costs.indexOf(Math.min(...costs))];
      this.priced.setCombination(point, own, variant);
      shape = output;
    }
    return point;
  }

  /** Chooses pieces one by one, each with the chance that its share of the ways to reach `sum` gives. */
  private choose(combination: number, point: Point, sum: number, uniform: Uniform): void {
    const { priced } = this;
    let shape = priced.entrance(point);
    let wanted = sum;
    for (let piece = 0; piece < priced.pieces.length; piece++) {
      const { table: all, branches } = this.junction(combination, point, piece, shape);
      const last = all.step - 1;
      const ways = branches.map(({ shift, table }) => waysBetween(table, wanted - shift, wanted - shift + last));
      const total = ways.reduce((sum, count) => sum + count, 0);
      const { place, rest } = pick(ways, below(total, uniform));
      const { variant, shift, table, output } = branches[place];
      priced.setCombination(point, priced.pieces[piece].own, variant);
      wanted = table.sums[placeOfWay(table, wanted - shift, rest)];
      shape = output;
    }
  }

  private startOf(combination: number): Point {
    const point = new Int32Array(this.priced.sizes.length);
    this.priced.setCombination(point, this.priced.sharedDimensions, combination);
    return point;
  }

  private tableFrom(combination: number, point: Point, piece: number, shape: number): CountTable {
    return piece === this.priced.pieces.length ? COMPLETE : this.junction(combination, point, piece, shape).table;
  }

  private junction(combination: number, point: Point, piece: number, shape: number): Junction {
    const key = `${piece}:${shape}`;
    const known = this.inner[combination].get(key);
    if (known) return known;
    const branches = this.branches(combination, point, piece, shape);
    const junction = { branches, table: joinTables(branches, this.mostSums) };
    this.inner[combination].set(key, junction);
    return junction;
  }

  /** Every choice of a piece that fits, with the table of what completes it. */
  private branches(combination: number, point: Point, piece: number, shape: number): Branch[] {
    const { priced, key } = this;
    const { own, variants } = priced.pieces[piece];
    const found: Branch[] = [];
    const trial = Int32Array.from(point);
    for (let variant = 0; variant < variants; variant++) {
      priced.setCombination(trial, own, variant);
      const price = priced.pricePiece(piece, trial, shape);
      if (price === undefined) continue;
      const table = this.tableFrom(combination, trial, piece + 1, price.output);
      if (totalWays(table) > 0) found.push({ variant, shift: price[key], table, output: price.output });
    }
    return found;
  }
}

function sumsPerTable(priced: PricedSpace): number {
  if (priced.points <= EXACT_POINTS) return EXACT_POINTS;
  const tables = priced.combinations(priced.sharedDimensions) * priced.pieces.length;
  return Math.min(SUMS_PER_TABLE, Math.max(128, Math.floor(SUMS / tables)));
}

/** Ways that may lie in a range. */
function waysTouching(table: CountTable, { least, most }: Range): number {
  return most < table.least || least > table.most ? 0 : waysBetween(table, least - table.slack, most);
}

/** Counts of ways and which of them a range was. */
interface Ways {
  readonly range: Range;
  readonly ways: readonly number[];
  readonly total: number;
}

/** The place of the count under which number `way` falls, and its number there; -1 where all counts are 0. */
function pick(counts: readonly number[], way: number): { place: number; rest: number } {
  let rest = way;
  let last = -1;
  for (const [place, count] of counts.entries()) {
    if (count === 0) continue;
    if (rest < count) return { place, rest };
    rest -= count;
    last = place;
  }
  // Only where so many ways were counted that their sum was rounded up.
  return { place: last, rest: 0 };
}

/** A choice of a piece and the shape that it puts out. */
interface Branch extends Shifted {
  readonly variant: number;
  readonly output: number;
}

/** A piece behind a shape: its choices, and the ways to complete a network from here. */
interface Junction {
  readonly branches: readonly Branch[];
  readonly table: CountTable;
}
