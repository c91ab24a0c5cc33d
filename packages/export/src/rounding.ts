import { largestDifference, type Probe } from './probes.js';

/** How far a file whose weights were rounded on purpose is from the model. */
export interface Rounding {
  /** Largest absolute difference of logits. */
  readonly maxAbsError: number;
  /** Root mean square of the differences, by that of the logits: two unrelated functions have about 1.4. */
  readonly relativeError: number;
  /** Images whose highest logit is still that of the same class, as a share from 0 to 1. */
  readonly sameClass: number;
}

export function roundingOf(probes: readonly Probe[], answers: readonly Float32Array[]): Rounding {
  const counted = probes.map((probe, i) => ({
    wrong: sumOfSquares(probe.logits.map((logit, at) => logit - answers[i][at])),
    whole: sumOfSquares(probe.logits),
    same: sameChoices(probe, answers[i]),
    images: probe.shape[0],
  }));
  const sum = (key: keyof (typeof counted)[number]) => counted.reduce((total, each) => total + each[key], 0);
  return {
    maxAbsError: Math.max(...probes.map((probe, i) => largestDifference(probe, answers[i]))),
    relativeError: Math.sqrt(sum('wrong') / sum('whole')),
    sameClass: sum('same') / sum('images'),
  };
}

/** For people: `relative error 4.4 %, the same class for 75 % of the images`. */
export function roundingText({ relativeError, sameClass }: Rounding): string {
  return `relative error ${(100 * relativeError).toFixed(1)} %, the same class for ${(100 * sameClass).toFixed(0)} % of the images`;
}

const sumOfSquares = (values: Float32Array) => values.reduce((total, value) => total + value ** 2, 0);

function sameChoices({ shape: [batch], logits }: Probe, answer: Float32Array): number {
  const classes = logits.length / batch;
  const choice = (values: Float32Array, image: number) => {
    const own = values.subarray(image * classes, (image + 1) * classes);
    return own.indexOf(Math.max(...own));
  };
  return Array.from({ length: batch }, (_, image) => choice(logits, image) === choice(answer, image)).filter(Boolean).length;
}
