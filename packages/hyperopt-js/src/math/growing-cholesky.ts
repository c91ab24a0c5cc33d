/**
 * The Cholesky factor L of a symmetric matrix and its inverse, grown row by row. Rows are packed (row i starts at
 * i (i + 1) / 2), so adding a row costs O(n^2), taking rows off costs nothing, and a matrix grown in steps has the same bits
 * as one factored at once.
 */
export class GrowingCholesky {
  #factor: Float64Array;
  #inverse: Float64Array;
  #size = 0;

  constructor(capacity = 64) {
    this.#factor = new Float64Array((capacity * (capacity + 1)) / 2);
    this.#inverse = new Float64Array((capacity * (capacity + 1)) / 2);
  }

  get size(): number {
    return this.#size;
  }

  /** Packed rows of the inverse of L. */
  get inverse(): Float64Array {
    return this.#inverse;
  }

  /** Forgets all rows from `size` on. */
  truncate(size: number): void {
    this.#size = Math.min(this.#size, size);
  }

  /**
   * Adds a row: its entries against the rows before, then its diagonal, read from `row[0..size]`.
   * @returns whether the matrix stayed positive definite; where not, the row is not added.
   */
  push(row: ArrayLike<number>): boolean {
    const n = this.#size;
    this.#reserve(n + 1);
    const [factor, inverse] = [this.#factor, this.#inverse];
    const start = (n * (n + 1)) / 2;
    // l = inverse(L) * row, since row = L * l.
    let rest = row[n]!;
    for (let i = 0, at = 0; i < n; i++, at += i) {
      let sum = 0;
      let other = 0;
      let k = 0;
      for (; k < i; k += 2) {
        sum += inverse[at + k]! * row[k]!;
        other += inverse[at + k + 1]! * row[k + 1]!;
      }
      if (k === i) sum += inverse[at + k]! * row[k]!;
      sum += other;
      factor[start + i] = sum;
      rest -= sum * sum;
    }
    if (!(rest > 1e-12)) return false;
    const pivot = Math.sqrt(rest);
    factor[start + n] = pivot;
    inverse.fill(0, start, start + n);
    for (let i = 0, at = 0; i < n; i++, at += i) {
      const scale = -factor[start + i]! / pivot;
      for (let k = 0; k <= i; k++) inverse[start + k]! += scale * inverse[at + k]!;
    }
    inverse[start + n] = 1 / pivot;
    this.#size = n + 1;
    return true;
  }

  #reserve(size: number): void {
    const needed = (size * (size + 1)) / 2;
    if (needed <= this.#factor.length) return;
    for (const name of ['factor', 'inverse'] as const) {
      const grown = new Float64Array(4 * needed);
      grown.set(name === 'factor' ? this.#factor : this.#inverse);
      if (name === 'factor') this.#factor = grown;
      else this.#inverse = grown;
    }
  }

  /** Half the log determinant of the matrix. */
  halfLogDeterminant(): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i++) sum += Math.log(this.#factor[(i * (i + 3)) / 2]!);
    return sum;
  }

  /** out = inverse(L) * vector. */
  forward(vector: ArrayLike<number>, out: Float64Array): void {
    const inverse = this.#inverse;
    for (let i = 0, at = 0; i < this.#size; i++, at += i) {
      // Four sums at a time do not wait for each other.
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let k = 0;
      for (; k + 3 <= i; k += 4) {
        a += inverse[at + k]! * vector[k]!;
        b += inverse[at + k + 1]! * vector[k + 1]!;
        c += inverse[at + k + 2]! * vector[k + 2]!;
        d += inverse[at + k + 3]! * vector[k + 3]!;
      }
      for (; k <= i; k++) a += inverse[at + k]! * vector[k]!;
      out[i] = a + b + (c + d);
    }
  }

  /** out = transpose(inverse(L)) * vector. */
  backward(vector: ArrayLike<number>, out: Float64Array): void {
    const inverse = this.#inverse;
    out.fill(0, 0, this.#size);
    for (let i = 0, at = 0; i < this.#size; i++, at += i) {
      const scale = vector[i]!;
      for (let k = 0; k <= i; k++) out[k]! += scale * inverse[at + k]!;
    }
  }

  /** The packed lower half of the inverse of the matrix, written into `out`. */
  inverseOfMatrix(out: Float64Array): void {
    const inverse = this.#inverse;
    out.fill(0, 0, (this.#size * (this.#size + 1)) / 2);
    for (let i = 0, at = 0; i < this.#size; i++, at += i) {
      for (let a = 0, row = 0; a <= i; a++, row += a) {
        const scale = inverse[at + a]!;
        for (let b = 0; b <= a; b++) out[row + b]! += scale * inverse[at + b]!;
      }
    }
  }
}
