import type { NodeRef } from '../ir/graph.js';
import type { Size2d } from '../ir/shape.js';
import type { LowerContext } from './block.js';
import { convNorm, convOp } from './conv-norm.js';
import type { NormField } from './fields.js';

/** One convolution of an Inception branch. */
export interface Step {
  readonly channels: number;
  readonly kernel: number | Size2d;
  readonly stride?: number;
  readonly padding?: 'same' | 'valid';
}

/** Appends the convolutions of an Inception branch one after another as `name/0`, `name/1`…, each normalised and rectified. */
export function branch(context: LowerContext, name: string, steps: readonly Step[], input: NodeRef, norm: NormField = 'batch'): NodeRef {
  return steps.reduce(
    (x, { channels, kernel, ...settings }, i) => convNorm(context, `${name}/${i}`, convOp(channels, kernel, settings), 'relu', x, norm),
    input,
  );
}

/** Joins branches along their channels; a single one needs no joining. */
export function join({ graph, path }: LowerContext, branches: readonly NodeRef[]): NodeRef {
  return branches.length === 1 ? branches[0] : graph.add(`${path}/concat`, { kind: 'concat' }, branches);
}
