/** Beyond this share of changed rows everything is sorted anew. */
const REPAIRED_SHARE = 0.02;

/**
 * Indices of rows by a column; rows without a value come last in both directions, equals by index. It is kept over changes: a few rows are taken out and put
 * in where they belong, at the cost of copying the list, which is a hundredth of sorting it.
 */
export class TrialOrder {
  #order = new Uint32Array(0);
  /** What the next repair writes to: a list of half a megabyte for each look would keep the garbage collector busy. */
  #spare = new Uint32Array(0);
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

  /** Good until the next call. */
  indices(count: number): Uint32Array {
    if (this.#changed.size > 0 || this.#order.length !== count) {
      const anew = this.#order.length === 0 || this.#changed.size > REPAIRED_SHARE * count;
      this.#order = anew ? this.#sorted(count) : this.#repaired(count);
      this.#changed.clear();
    }
    return this.#order;
  }

  #sorted(count: number): Uint32Array<ArrayBuffer> {
    const keys = Float64Array.from({ length: count }, (_, index) => this.keyAt(index));
    return Uint32Array.from(keys.keys()).sort((a, b) => this.#compare(keys[a]!, a, keys[b]!, b));
  }

  #repaired(count: number): Uint32Array<ArrayBuffer> {
    const old = this.#order;
    const before = (index: number) => this.#changed.get(index) ?? this.keyAt(index);
    const gone = [...this.#changed].flatMap(([index, key]) => (key === undefined ? [] : [this.#placeOf(key, index, before)]));
    gone.sort((a, b) => a - b);
    const moved = [...this.#changed.keys()].sort((a, b) => this.#compare(this.keyAt(a), a, this.keyAt(b), b));
    const places = moved.map((index) => this.#placeOf(this.keyAt(index), index, before));
    const order = this.#room(count);
    let from = 0;
    let at = 0;
    for (let g = 0, m = 0; g < gone.length || m < moved.length; ) {
      const place = Math.min(gone[g] ?? old.length, places[m] ?? old.length);
      order.set(old.subarray(from, place), at);
      at += place - from;
      from = place;
      if (places[m] === place) order[at++] = moved[m++]!;
      else {
        from += 1;
        g += 1;
      }
    }
    order.set(old.subarray(from), at);
    this.#spare = old;
    return order;
  }

  #room(count: number): Uint32Array<ArrayBuffer> {
    const { buffer } = this.#spare;
    const needed = count * Uint32Array.BYTES_PER_ELEMENT;
    return new Uint32Array(buffer.byteLength >= needed ? buffer : new ArrayBuffer(Math.ceil(needed * 1.25)), 0, count);
  }

  /** Where a row is, or would be, in the list, which is ordered by `keyOf`. */
  #placeOf(key: number, index: number, keyOf: (index: number) => number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#order[middle]!;
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
