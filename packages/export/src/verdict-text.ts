import type { FileVerdict } from './format.js';
import { roundingText } from './rounding.js';

/** For people: `by PyTorch 2.9, largest error of a logit 1.2e-6`, with what rounding had to do with it. */
export function verdictText({ by, maxAbsError, rounding, allowedForRounding }: Extract<FileVerdict, { verified: true }>): string {
  const error = maxAbsError > 0 ? `, largest error of a logit ${maxAbsError.toExponential(1)}` : '';
  const allowed = allowedForRounding
    ? `, above the tolerance; rounding alone may do ${allowedForRounding.toExponential(1)} to this network`
    : '';
  return `by ${by}${error}${allowed}${rounding ? `, ${roundingText(rounding)}` : ''}`;
}
