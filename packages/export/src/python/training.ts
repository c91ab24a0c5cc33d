import type { Graph } from '@isoflop/blocks';
import { ExportError } from '../format.js';

const FEWEST_IMAGES = 3;

/**
 * Values of a channel that every batch normalisation is to see. With three or four, gradients grow by each layer that they pass backwards: in a
 * network of 80 with maps of one pixel to 1e9, where a step that lowers the loss is smaller than float32 can add to a weight. With 16 they do not.
 */
const FEWEST_VALUES = 32;

/** How many images the checks train on. */
export function trainingImages({ nodes }: Graph): number {
  const values = nodes.filter(({ op }) => op.kind === 'batch-norm').map(({ output: [height, width] }) => height * width);
  return Math.max(FEWEST_IMAGES, ...values.map((ofAnImage) => Math.ceil(FEWEST_VALUES / ofAnImage)));
}

/**
 * What the checks of all libraries train with. A step along the gradient lowers the loss by the rate times the gradient's sum of squares where
 * that is a straight line: by a twentieth at first, less where it curves. A tenth of that must be seen, or the gradient is not the loss's. In
 * deep networks as they are drawn, gradients grow by each normalisation that they pass backwards (Yang et al. 2019) until float32 holds no step
 * of the first weights that is small enough; then the last half must do, and so on to the last weight of all.
 */
export const TRAINING = `
def descend(loss, squares, step):
    """The loss after a step that lowers it as the gradient says, of step(rate, first weight to move), or the old one where none does."""
    first = 0
    while first < len(squares):
        for fall in (loss / 20 / 8**i for i in range(6)):
            after = step(fall / max(sum(squares[first:]), 1e-30), first)
            if after <= loss - fall / 10:
                return after
        first += (len(squares) - first + 1) // 2
    return loss
`;

/** What a library found when it trained an exported model for a step of gradient descent. */
export interface TrainingCheck {
  /** Before the step and after it; twice the same where no step lowers it as its gradient says. */
  readonly losses: readonly [before: number, after: number];
  /** Weights that got no gradient. */
  readonly untrained: readonly string[];
  /** Batch normalisations whose running averages did not move. */
  readonly still: readonly string[];
}

/** Throws `ExportError` where the model cannot be trained on. `by` is the library. */
export function requireTrainable(by: string, { losses, untrained, still }: TrainingCheck): void {
  const [before, after] = losses;
  const problem =
    untrained.length > 0
      ? `every weight must get a gradient, got none for ${untrained[0]}`
      : still.length > 0
        ? `running averages must move, got the old ones in ${still[0]}`
        : !(after < before)
          ? `the loss must fall, got ${losses.join(', ')}`
          : undefined;
  if (problem !== undefined) throw new ExportError(`${by}: training on: ${problem}; please report this network`);
}
