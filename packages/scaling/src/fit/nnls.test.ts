import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonNegativeLeastSquares, normalEquations } from './nnls.js';

const fit = (columns: number[][], values: number[]) => nonNegativeLeastSquares(normalEquations(columns, values));

describe('nonNegativeLeastSquares', () => {
  it('finds coefficients that are positive', () => {
    const [x, ones] = [
      [1, 2, 3, 4],
      [1, 1, 1, 1],
    ];
    const { coefficients, squares } = fit(
      [ones, x],
      x.map((value) => 2 + 3 * value),
    );
    expect(coefficients[0]).toBeCloseTo(2, 9);
    expect(coefficients[1]).toBeCloseTo(3, 9);
    expect(squares).toBeCloseTo(0, 9);
  });

  it('keeps at 0 what least squares would make negative, and fits the others anew', () => {
    const { coefficients } = fit(
      [
        [1, 1, 1],
        [1, 2, 3],
      ],
      [0, 2, 4],
    );
    // Without the bound the line is 2x − 2; without the constant the slope is 16 / 14.
    expect(coefficients[0]).toBe(0);
    expect(coefficients[1]).toBeCloseTo(16 / 14, 12);
  });

  it('satisfies the conditions of the optimum: no gradient where a coefficient is free, none inwards where it is 0', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    const column = fc.array(number, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), column, (columns, values) => {
        const { coefficients } = fit(columns, values);
        const residuals = values.map((value, i) => value - columns.reduce((sum, c, k) => sum + coefficients[k] * c[i], 0));
        columns.forEach((c, k) => {
          const gradient = c.reduce((sum, value, i) => sum + value * residuals[i], 0);
          if (coefficients[k] > 1e-9) expect(Math.abs(gradient)).toBeLessThan(1e-3);
          else expect(gradient).toBeLessThan(1e-3);
        });
      }),
    );
  });

  it('does without columns that repeat others', () => {
    const { coefficients, squares } = fit(
      [
        [1, 2],
        [1, 2],
      ],
      [2, 4],
    );
    expect(coefficients[0] + coefficients[1]).toBeCloseTo(2, 12);
    expect(squares).toBeCloseTo(0, 12);
  });
});
