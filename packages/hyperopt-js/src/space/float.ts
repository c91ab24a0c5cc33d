import type { FloatParameter } from './parameter.js';
import { checkGrid, checkRange } from './range.js';

/**
 * A real parameter in `[low, high]`.
 * @param options `log`: search on a log scale (needs `low > 0`); `step`: only `low + k * step` (not together with `log`).
 * @throws when a bound is not finite, the range is empty, or `high` is not on the grid of `step`.
 */
export function float(low: number, high: number, options: { log?: boolean; step?: number } = {}): FloatParameter {
  const { log = false, step } = options;
  checkRange('float', low, high, log);
  if (step === undefined) return Object.freeze({ type: 'float', low, high, log });
  if (log) throw new Error(`float: log and step exclude each other, got log: true and step: ${step}; leave one out`);
  checkGrid('float', low, high, step);
  return Object.freeze({ type: 'float', low, high, log, step });
}
