/** Beyond this share of changed rows everything is sorted anew. */
const REPAIRED_SHARE = 0.02;

/**
 * Indices of rows by a column; rows without a value come last in both directions, equals by index. It is kept over changes: a few rows are taken out and put
 * in where they belong, at the cost of copying the list, which is a hundredth of sorting it.
 */
export class TrialOrder {
  #order = new Uint32Array(0);
  /** Keys by which changed rows are in the list; undefined for those that are not in it yet. */
  readonly #changed = new Map<number, number | undefined>();

  /** `keyAt` gives NaN for no value. */
  constructor(
    private readonly keyAt: (index: number) => number,
    private readonly sign: 1 | -1,
  ) {}

  /** A row is about to be written. */
  touch(index: number): void {
    if (!this.#changed.has(index)) this.#changed.set(index, index < this.#order.length ? this.keyAt(index) : undefined);
  }

  indices(count: number): Uint32Array {
    if (this.#changed.size > 0 || this.#order.length !== count) {
      const anew = this.#order.length === 0 || this.#changed.size > REPAIRED_SHARE * count;
      this.#order = anew ? this.#sorted(count) : this.#repaired(count);
      this.#changed.clear();
    }
    return this.#order;
  }

  #sorted(count: number): Uint32Array<ArrayBuffer> {
    return Uint32Array.from({ length: count }, (_, index) => index).sort((a, b) => this.#compare(this.keyAt(a), a, this.keyAt(b), b));
  }

  #repaired(count: number): Uint32Array<ArrayBuffer> {
    const before = (index: number) => this.#changed.get(index) ?? this.keyAt(index);
    const old = [...this.#changed].flatMap(([index, key]) => (key === undefined ? [] : [this.#placeOf(this.#order, key, index, before)]));
    const kept = without(
      this.#order,
      old.sort((a, b) => a - b),
    );
    const now = (index: number) => this.keyAt(index);
    const moved = [...this.#changed.keys()].sort((a, b) => this.#compare(now(a), a, now(b), b));
    const order = new Uint32Array(count);
    let from = 0;
    for (const [at, index] of moved.entries()) {
      const place = this.#placeOf(kept, now(index), index, now);
      order.set(kept.subarray(from, place), from + at);
      order[place + at] = index;
      from = place;
    }
    order.set(kept.subarray(from), from + moved.length);
    return order;
  }

  /** Where a row is, or would be, in a list that is ordered by `keyOf`. */
  #placeOf(order: Uint32Array, key: number, index: number, keyOf: (index: number) => number): number {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = order[middle]!;
      if (this.#compare(keyOf(other), other, key, index) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(left: number, a: number, right: number, b: number): number {
    const missing = Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    if (missing !== 0) return missing;
    if (Number.isNaN(left) || left === right) return a - b;
    return this.sign * (left - right);
  }
}

/** A list without what is at some places, which ascend. */
function without(order: Uint32Array, places: readonly number[]): Uint32Array<ArrayBuffer> {
  const kept = new Uint32Array(order.length - places.length);
  let from = 0;
  for (const [gone, place] of [...places, order.length].entries()) {
    kept.set(order.subarray(from, place), from - gone);
    from = place + 1;
  }
  return kept;
}
