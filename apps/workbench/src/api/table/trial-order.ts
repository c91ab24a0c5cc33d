/** Beyond this share of changed rows everything is sorted anew. */
const REPAIRED_SHARE = 0.05;

/**
 * Indices of rows by a column; rows without a value come last in both directions, equals by index. It is kept over changes: those of few rows are merged in,
 * which takes two passes instead of sorting.
 */
export class TrialOrder {
  #order = new Uint32Array(0);
  readonly #changed = new Set<number>();

  /** `keyAt` gives NaN for no value. */
  constructor(
    private readonly keyAt: (index: number) => number,
    private readonly sign: 1 | -1,
  ) {}

  /** A row was written. */
  touch(index: number): void {
    this.#changed.add(index);
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
    return Uint32Array.from({ length: count }, (_, index) => index).sort((a, b) => this.#compare(a, b));
  }

  #repaired(count: number): Uint32Array<ArrayBuffer> {
    const moved = [...this.#changed].sort((a, b) => this.#compare(a, b));
    const merged = new Uint32Array(count);
    let at = 0;
    let next = 0;
    for (const index of this.#order) {
      if (this.#changed.has(index)) continue;
      while (next < moved.length && this.#compare(moved[next]!, index) < 0) merged[at++] = moved[next++]!;
      merged[at++] = index;
    }
    while (next < moved.length) merged[at++] = moved[next++]!;
    return merged;
  }

  #compare(a: number, b: number): number {
    const [left, right] = [this.keyAt(a), this.keyAt(b)];
    const missing = Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    if (missing !== 0) return missing;
    if (Number.isNaN(left) || left === right) return a - b;
    return this.sign * (left - right);
  }
}
