import { ExportError } from '../format.js';

/**
 * What the checks of all libraries train with: steps, and the rates to try for one. The first takes a twentieth of the loss away where that is
 * a straight line, and the network is not: the others are for where it curves.
 */
export const TRAINING = `
STEPS = 2
def rates(loss, squares):
    return [loss / max(squares, 1e-30) / 20 / 8**i for i in range(6)]
`;

/** What a library found when it trained an exported model on a few steps of gradient descent. */
export interface TrainingCheck {
  /** Before each step, and after the last. */
  readonly losses: readonly number[];
  /** Weights that got no gradient. */
  readonly untrained: readonly string[];
  /** Batch normalisations whose running averages did not move. */
  readonly still: readonly string[];
}

/** Throws `ExportError` where the model cannot be trained on. `by` is the library. */
export function requireTrainable(by: string, { losses, untrained, still }: TrainingCheck): void {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const problem =
    untrained.length > 0
      ? `every weight must get a gradient, got none for ${untrained[0]}`
      : still.length > 0
        ? `running averages must move, got the old ones in ${still[0]}`
        : !(last < first)
          ? `the loss must fall, got ${losses.join(', ')}`
          : undefined;
  if (problem !== undefined) throw new ExportError(`${by}: training on: ${problem}; please report this network`);
}
