/** Numbers by index; null is kept as NaN. Reading past the end is null. */
export class NumberColumn {
  #values = new Float64Array(64).fill(Number.NaN);

  set(index: number, value: number | null): void {
    if (index >= this.#values.length) {
      const grown = new Float64Array(Math.max(index + 1, 2 * this.#values.length)).fill(Number.NaN, this.#values.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[index] = value ?? Number.NaN;
  }

  /** NaN for null. */
  at(index: number): number {
    return this.#values[index] ?? Number.NaN;
  }

  get(index: number): number | null {
    const value = this.at(index);
    return Number.isNaN(value) ? null : value;
  }

  /** The first `count` of them, NaN for null, which JSON.stringify writes as null. */
  list(count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.at(index));
  }
}

/** Values of any kind by index, of which many are the same; null is the lack of one. */
export class DictionaryColumn<Value> {
  readonly values: Value[] = [];
  readonly #codes = new NumberColumn();
  readonly #codeOf = new Map<unknown, number>();

  set(index: number, value: Value | null): void {
    this.#codes.set(index, value === null ? null : this.#codeFor(value));
  }

  #codeFor(value: Value): number {
    const key = typeof value === 'object' ? JSON.stringify(value) : value;
    const known = this.#codeOf.get(key);
    if (known !== undefined) return known;
    const code = this.values.push(value) - 1;
    this.#codeOf.set(key, code);
    return code;
  }

  get(index: number): Value | null {
    const code = this.#codes.get(index);
    return code === null ? null : this.values[code]!;
  }

  /** Values ascending where all are numbers, and the index of each row's value among them. */
  sorted(count: number): { values: Value[]; codes: (number | null)[] } {
    const codes = Array.from({ length: count }, (_, index) => this.#codes.get(index));
    if (!this.values.every((value) => typeof value === 'number')) return { values: this.values, codes };
    const order = [...this.values.keys()].sort((a, b) => Number(this.values[a]) - Number(this.values[b]));
    const place: number[] = [];
    for (const [rank, code] of order.entries()) place[code] = rank;
    return { values: order.map((code) => this.values[code]!), codes: codes.map((code) => (code === null ? null : place[code]!)) };
  }
}
