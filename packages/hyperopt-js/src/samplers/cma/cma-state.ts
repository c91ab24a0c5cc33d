/** Everything a CMA-ES holds between generations; plain JSON. Matrices are by rows. */
export interface CMAState {
  generation: number;
  population: number;
  sigma: number;
  mean: number[];
  covariance: number[][];
  sigmaPath: number[];
  covariancePath: number[];
  /** Chance of each choice, per categorical dimension. */
  chances: number[][];
}

/** A fresh state in the middle of [0, 1]^dimensions. */
export function initialCMAState(dimensions: number, choices: readonly number[], population: number, mean: readonly number[]): CMAState {
  return {
    generation: 0,
    population,
    sigma: 0.25,
    mean: [...mean],
    covariance: Array.from({ length: dimensions }, (_, i) => Array.from({ length: dimensions }, (_, j) => (i === j ? 1 : 0))),
    sigmaPath: new Array<number>(dimensions).fill(0),
    covariancePath: new Array<number>(dimensions).fill(0),
    chances: choices.map((count) => new Array<number>(count).fill(1 / count)),
  };
}

/** The population Hansen's tutorial (2016, table 1) gives for so many dimensions. */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(Math.max(1, dimensions)));
}
