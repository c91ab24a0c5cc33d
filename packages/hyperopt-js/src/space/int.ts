import type { IntParameter } from './parameter.js';
import { checkGrid, checkRange } from './range.js';

/**
 * An integer parameter in `[low, high]`.
 * @param options `log`: search on a log scale (needs `low >= 1`); `step`: only `low + k * step`, 1 if left out.
 * @throws when a bound or the step is not an integer, the range is empty, or `high` is not on the grid of `step`.
 */
export function int(low: number, high: number, options: { log?: boolean; step?: number } = {}): IntParameter {
  const { log = false, step = 1 } = options;
  checkRange('int', low, high, log);
  for (const [name, value] of Object.entries({ low, high, step })) {
    if (!Number.isSafeInteger(value)) throw new Error(`int: ${name} must be an integer, got ${value}; use ${Math.round(value)} or float()`);
  }
  checkGrid('int', low, high, step);
  return Object.freeze({ type: 'int', low, high, log, step });
}
