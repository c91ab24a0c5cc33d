import { nonDominatedBoxes } from '../../pareto/non-dominated-boxes.js';
import { paretoFront } from '../../pareto/pareto-front.js';
import type { Point } from '../../space/compiled-space.js';
import { type Acquisition, logAcquisition } from '../gp/acquisition.js';
import { GaussianProcess } from '../gp/gaussian-process.js';
import { initialHyperparameters } from '../gp/hyperparameters.js';
import { referenceOf } from '../gp/incumbents.js';
import { Distances } from '../gp/kernel.js';
import { chooseMembers } from '../gp/members.js';
import { type Row, rowsOf } from '../gp/rows.js';
import { linearScale, warpLosses } from '../gp/warp.js';
import type { SamplerContext } from '../sampler.js';
import { KnownObjectives } from './known-objectives.js';

/** The screen predicts from at most so many trials: the best and a spread of the others. */
const MOST_ROWS = 100;
/** Fewest trials to screen at all. */
const LEAST_ROWS = 8;
/** Noise deviation that predictions assume, in units of the losses' deviation: hyperparameters are not fitted, so trust is limited. */
const NOISE = 0.1;
/** The offset of the logarithm that losses go through. */
const OFFSET = 1;

/**
 * Chooses among candidates where objectives are known, for samplers without a model of their own: by the expected hypervolume
 * improvement with the exact known losses, and the others as a Gaussian process of fixed hyperparameters has them.
 */
export class KnownScreen {
  readonly #context: SamplerContext;
  readonly #knowns: KnownObjectives;
  readonly #distances: Distances;
  readonly #rows: Row[] = [];
  #seen = 0;

  private constructor(context: SamplerContext) {
    this.#context = context;
    this.#knowns = new KnownObjectives(context);
    this.#distances = new Distances(context.space.dimensions, this.#knowns.count);
  }

  /** Undefined where no objective is known. */
  static of(context: SamplerContext): KnownScreen | undefined {
    return context.known.some((loss) => loss) ? new KnownScreen(context) : undefined;
  }

  /** The best of `count` candidates that `draw` gives; those that the study does not accept count only where all are such. */
  best(count: number, draw: () => Point): Point {
    const candidates = Array.from({ length: count }, draw);
    const accepted = candidates.filter((point) => this.#context.accepts(point));
    const { finished, objectives } = this.#context;
    for (; this.#seen < finished.length; this.#seen++) {
      for (const row of rowsOf(finished[this.#seen]!, objectives))
        if (row.violation === 0) this.#rows.push({ ...row, extended: this.#knowns.extend(row.point) });
    }
    if (accepted.length < 2 || this.#rows.length < LEAST_ROWS) return accepted[0] ?? candidates[0]!;
    const acquisition = this.#acquisition();
    const scores = accepted.map((point) => acquisition(this.#knowns.look(point, false).extended));
    return accepted[scores.indexOf(Math.max(...scores))]!;
  }

  #acquisition(): Acquisition {
    const { known } = this.#context;
    const columns = known.map((loss, i) => {
      const losses = this.#rows.map((row) => row.losses[i]!);
      if (!loss) return warpLosses(losses, OFFSET).targets;
      const { mean, deviation } = linearScale(losses);
      return losses.map((value) => (value - mean) / deviation);
    });
    const values = this.#rows.map((_, r) => columns.map((column) => column[r]!));
    const members = chooseMembers(this.#rows, MOST_ROWS);
    const process = this.#process(members);
    const surrogates = known.map((loss, i) => {
      if (loss) return this.#knowns.surrogate(i, linearScale(this.#rows.map((row) => row.losses[i]!)));
      const targets = members.map((index) => columns[i]![index]!);
      return {
        predict: (point: ArrayLike<number>) => {
          process.setTargets(targets);
          return process.predict(point);
        },
      };
    });
    const front = paretoFront(values).map((index) => values[index]!);
    return logAcquisition(surrogates, nonDominatedBoxes(front, referenceOf(front, values)), [], this.#distances.size);
  }

  #process(members: readonly number[]): GaussianProcess {
    const logs = initialHyperparameters(this.#distances.size);
    logs[this.#distances.size + 2] = 2 * Math.log(NOISE);
    const process = new GaussianProcess(this.#distances, logs);
    for (const index of members) process.add(this.#rows[index]!.extended);
    return process;
  }
}
