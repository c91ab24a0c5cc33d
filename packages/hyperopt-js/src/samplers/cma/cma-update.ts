import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { CMAState } from './cma-state.js';

/** The eigenbasis of a covariance: covariance = basis * diag(scales^2) * transpose(basis). */
export interface Eigenbasis {
  readonly basis: readonly number[][];
  readonly scales: readonly number[];
}

/** Eigenvalues below 1e-14 are lifted to it, against rounding. */
export function eigenbasisOf({ covariance }: CMAState): Eigenbasis {
  if (covariance.length === 0) return { basis: [], scales: [] };
  const decomposition = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true });
  return {
    basis: decomposition.eigenvectorMatrix.to2DArray(),
    scales: decomposition.realEigenvalues.map((value) => Math.sqrt(Math.max(1e-14, value))),
  };
}

/** Recombination weights of a population, positive ones summing to 1, and how many members they amount to (table 1, eq. 49-53). */
function weightsOf(population: number): { weights: number[]; effective: number } {
  const parents = population >> 1;
  const raw = Array.from({ length: parents }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  return { weights, effective: 1 / weights.reduce((sum, weight) => sum + weight * weight, 0) };
}

/**
 * One generation of CMA-ES (Hansen, "The CMA Evolution Strategy: A Tutorial", 2016), with positive weights, and of the choices of
 * categorical dimensions by a natural gradient step with a lower bound on every chance (as in Hamano et al., "CatCMA", 2024).
 * @param ranked the generation's numeric coordinates (before rounding) and choices, best first.
 */
export function updateCMA(
  state: CMAState,
  { basis, scales }: Eigenbasis,
  ranked: readonly { numbers: number[]; choices: number[] }[],
): void {
  const n = state.mean.length;
  const { weights, effective } = weightsOf(state.population);
  state.generation++;
  updateChances(state, weights, effective, ranked);
  if (n === 0) return;
  const steps = ranked.map(({ numbers }) => numbers.map((value, i) => (value - state.mean[i]!) / state.sigma));
  const move = state.mean.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * steps[k]![i]!, 0));
  state.mean = state.mean.map((value, i) => value + state.sigma * move[i]!);

  const cSigma = (effective + 2) / (n + effective + 5);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + cSigma;
  const rotated = scales.map((scale, j) => basis.reduce((sum, row, i) => sum + row[j]! * move[i]!, 0) / scale);
  const whitened = basis.map((row) => row.reduce((sum, value, j) => sum + value * rotated[j]!, 0));
  const kick = Math.sqrt(cSigma * (2 - cSigma) * effective);
  state.sigmaPath = state.sigmaPath.map((value, i) => (1 - cSigma) * value + kick * whitened[i]!);
  const length = Math.hypot(...state.sigmaPath);
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const stalled = length / Math.sqrt(1 - (1 - cSigma) ** (2 * state.generation)) < (1.4 + 2 / (n + 1)) * expected ? 1 : 0;

  const cPath = (4 + effective / n) / (n + 4 + (2 * effective) / n);
  const push = stalled * Math.sqrt(cPath * (2 - cPath) * effective);
  state.covariancePath = state.covariancePath.map((value, i) => (1 - cPath) * value + push * move[i]!);
  const c1 = 2 / ((n + 1.3) ** 2 + effective);
  const cMu = Math.min(1 - c1, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
  const kept = 1 - c1 - cMu + (1 - stalled) * c1 * cPath * (2 - cPath);
  const path = state.covariancePath;
  state.covariance = state.covariance.map((row, i) =>
    row.map(
      (value, j) =>
        kept * value + c1 * path[i]! * path[j]! + cMu * weights.reduce((sum, weight, k) => sum + weight * steps[k]![i]! * steps[k]![j]!, 0),
    ),
  );
  state.sigma *= Math.exp(Math.min(1, (cSigma / dSigma) * (length / expected - 1)));
}

function updateChances(state: CMAState, weights: readonly number[], effective: number, ranked: readonly { choices: number[] }[]): void {
  for (const [c, chances] of state.chances.entries()) {
    const rate = effective / (effective + chances.length + state.chances.length);
    const least = 1 / (chances.length * 4 * Math.max(1, state.chances.length));
    const moved = chances.map((chance, choice) => {
      const share = weights.reduce((sum, weight, k) => sum + (ranked[k]!.choices[c] === choice ? weight : 0), 0);
      return Math.max(least, chance + rate * (share - chance));
    });
    const total = moved.reduce((sum, chance) => sum + chance, 0);
    state.chances[c] = moved.map((chance) => chance / total);
  }
}
