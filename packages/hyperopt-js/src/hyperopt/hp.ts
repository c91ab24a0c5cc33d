import { float } from '../space/float.js';
import { int } from '../space/int.js';
import type { FloatParameter, IntParameter } from '../space/parameter.js';

/** A node of a space in the manner of Python's hyperopt: a labelled parameter, or a labelled choice among sub-spaces. */
export class HpNode {
  constructor(
    readonly label: string,
    readonly parameter: FloatParameter | IntParameter | undefined,
    readonly options: readonly unknown[] = [],
  ) {
    if (label === '' || label === 'kind')
      throw new Error(`hp: a label must be a name other than 'kind', got ${JSON.stringify(label)}; rename it`);
  }
}

function rounded(low: number, high: number, q: number): FloatParameter {
  return float(Math.round(low / q) * q, Math.round(high / q) * q, { step: q });
}

/** Parameter expressions with the names and arguments of Python's hyperopt. Unbounded ones (normal, lognormal) are left out. */
export const hp = {
  /** Uniform in [low, high]. */
  uniform: (label: string, low: number, high: number): HpNode => new HpNode(label, float(low, high)),
  /** exp(uniform(low, high)): the bounds are logarithms. */
  loguniform: (label: string, low: number, high: number): HpNode => new HpNode(label, float(Math.exp(low), Math.exp(high), { log: true })),
  /** round(uniform(low, high) / q) * q. */
  quniform: (label: string, low: number, high: number, q: number): HpNode => new HpNode(label, rounded(low, high, q)),
  /** An integer in [low, high]. */
  uniformint: (label: string, low: number, high: number): HpNode => new HpNode(label, int(low, high)),
  /** An integer in [0, upper), or in [low, upper). */
  randint: (label: string, ...bounds: [upper: number] | [low: number, upper: number]): HpNode => {
    const [low, upper] = bounds.length === 1 ? [0, bounds[0]] : bounds;
    return new HpNode(label, int(low, upper - 1));
  },
  /** One of the options, which may hold parameters in turn. */
  choice: (label: string, options: readonly unknown[]): HpNode => new HpNode(label, undefined, options),
} as const;
