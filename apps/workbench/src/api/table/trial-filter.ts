/** Which rows pass a test, kept over changes. */
export class TrialFilter {
  #passes = new Uint8Array(1024);
  /** Rows that pass. */
  total = 0;

  constructor(private readonly test: (index: number) => boolean) {}

  /** Looks at a row that was written. */
  look(index: number): void {
    if (index >= this.#passes.length) {
      const grown = new Uint8Array(Math.max(index + 1, 2 * this.#passes.length));
      grown.set(this.#passes);
      this.#passes = grown;
    }
    const passes = Number(this.test(index));
    this.total += passes - this.#passes[index]!;
    this.#passes[index] = passes;
  }

  /** Some of those that pass, in an order. */
  page(order: Uint32Array, offset: number, limit: number): number[] {
    const found: number[] = [];
    let left = offset;
    for (const index of order) {
      if (this.#passes[index] === 0) continue;
      if (left > 0) left -= 1;
      else if (found.push(index) === limit) break;
    }
    return found;
  }
}
