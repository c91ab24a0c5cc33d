/** The non-negative coefficients whose weighted sum of columns is nearest to the values, and what is left. */
export interface LeastSquares {
  readonly coefficients: readonly number[];
  /** Sum of squared residuals. */
  readonly squares: number;
}

/** Cross products of columns with each other and with the values: all that least squares needs. */
export interface NormalEquations {
  readonly gram: readonly (readonly number[])[];
  readonly right: readonly number[];
  readonly valuesSquared: number;
}

/** The normal equations of columns (all as long as the values). */
export function normalEquations(columns: readonly ArrayLike<number>[], values: ArrayLike<number>): NormalEquations {
  const gram = columns.map((a, i) => columns.map((b, j) => (j <= i ? dot(a, b) : 0)));
  for (let i = 0; i < gram.length; i++) for (let j = i + 1; j < gram.length; j++) gram[i][j] = gram[j][i];
  return { gram, right: columns.map((column) => dot(column, values)), valuesSquared: dot(values, values) };
}

/**
 * Non-negative least squares by trying every set of columns that may be above zero: exact, and for the at most four columns of a scaling law
 * faster than an active-set method (Lawson and Hanson 1974, chapter 23, whose optimality conditions hold for the best of them).
 */
export function nonNegativeLeastSquares({ gram, right, valuesSquared }: NormalEquations): LeastSquares {
  const count = right.length;
  // Where no bound is in the way, there is nothing to try.
  const free = solveSpd(gram, right);
  if (free?.every((value) => value >= 0)) return { coefficients: free, squares: squaresLeft(free, right, valuesSquared) };
  let best: LeastSquares = { coefficients: new Array(count).fill(0), squares: valuesSquared };
  for (let set = 1; set < 1 << count; set++) {
    const members = right.map((_, i) => i).filter((i) => set & (1 << i));
    const solution = solveSpd(
      members.map((i) => members.map((j) => gram[i][j])),
      members.map((i) => right[i]),
    );
    if (solution === undefined || solution.some((value) => value < 0)) continue;
    const squares = squaresLeft(
      solution,
      members.map((i) => right[i]),
      valuesSquared,
    );
    if (squares >= best.squares) continue;
    const coefficients = new Array<number>(count).fill(0);
    members.forEach((i, k) => {
      coefficients[i] = solution[k];
    });
    best = { coefficients, squares };
  }
  return best;
}

function squaresLeft(solution: readonly number[], right: readonly number[], valuesSquared: number): number {
  return Math.max(0, valuesSquared - dot(solution, right));
}

/** Solves a symmetric positive definite system by Cholesky; undefined where it is singular to working precision. */
function solveSpd(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const n = right.length;
  const lower = matrix.map((row) => [...row]);
  const x = [...right];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i === j) {
        if (!(sum > 1e-12 * matrix[i][i])) return undefined;
        lower[i][i] = Math.sqrt(sum);
      } else lower[i][j] = sum / lower[j][j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
    x[i] /= lower[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k][i] * x[k];
    x[i] /= lower[i][i];
  }
  return x;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
