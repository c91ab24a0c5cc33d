import { optimize } from '../optimize.js';
import { createSampler } from '../samplers/registry.js';
import { choice } from '../space/choice.js';
import type { Space } from '../space/parameter.js';
import { createStudy } from '../study.js';
import { HpNode } from './hp.js';

/** Options of `fmin`. */
export interface FminOptions {
  /** An `hp` node, or objects and lists that hold such nodes. */
  readonly space: unknown;
  /** Number of evaluations. */
  readonly maxEvals: number;
  /** The name of a sampler: `tpe`, `random`, `gp`, ...; `tpe` if left out, as in Python. */
  readonly algo?: string;
  readonly seed?: number;
}

/**
 * Minimises `fn` in the manner of Python's `hyperopt.fmin`.
 * @returns the best values by label; of a choice its index.
 */
export async function fmin(fn: (value: never) => number | Promise<number>, options: FminOptions): Promise<Record<string, number>> {
  const { space, maxEvals, algo = 'tpe', seed = 0 } = options;
  const compiled = spaceOf(space);
  const study = createStudy({ space: compiled, sampler: createSampler(algo, {}), seed, trials: maxEvals });
  const result = await optimize(study, (params) => fn(substitute(space, params) as never), { trials: maxEvals });
  if (!study.best)
    throw new Error(
      `fmin: none of ${maxEvals} evaluations gave a number (${result.failed} failed, e.g. with: ${study.trials[0]?.reason}); correct fn`,
    );
  return labelled(space, study.best.params);
}

/** The labelled parameters below a value, as a space. */
function spaceOf(value: unknown): Space {
  const space: Record<string, Space[string]> = {};
  for (const node of nodesOf(value)) {
    if (node.label in space) throw new Error(`fmin: the label '${node.label}' occurs twice; give each parameter its own`);
    const branches = Object.fromEntries(node.options.map((option, index) => [String(index), spaceOf(option)]));
    space[node.label] = node.parameter ?? choice(branches);
  }
  return space;
}

/** The nodes in a value that are not inside another node. */
function nodesOf(value: unknown): HpNode[] {
  if (value instanceof HpNode) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(nodesOf) : [];
}

type Values = Record<string, unknown>;

/** The value with every node replaced by what the params say. */
function substitute(value: unknown, params: Values): unknown {
  if (value instanceof HpNode) {
    const own = params[value.label];
    if (value.parameter) return own;
    const { kind, ...inner } = own as Values;
    return substitute(value.options[Number(kind)], inner);
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, params));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, params)]));
}

function labelled(value: unknown, params: Values): Record<string, number> {
  const out: Record<string, number> = {};
  for (const node of nodesOf(value)) {
    const own = params[node.label];
    if (node.parameter) {
      out[node.label] = own as number;
      continue;
    }
    const { kind, ...inner } = own as Values;
    out[node.label] = Number(kind);
    Object.assign(out, labelled(node.options[Number(kind)], inner));
  }
  return out;
}
