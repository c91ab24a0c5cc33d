import type { Scope } from '../builder/scope.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { GraphVariable } from '../builder/variable.js';
import type { NodeDef } from '../proto/graph-def.js';

/** What one update works on. */
export interface UpdateContext {
  readonly scope: Scope;
  readonly variable: GraphVariable;
  /** The variable before the update. */
  readonly value: GraphTensor;
  readonly gradient: GraphTensor;
  readonly slots: readonly GraphVariable[];
  readonly learningRate: GraphTensor;
  /** Number of the step from 0, an int32 scalar. */
  readonly step: GraphTensor;
  /** Whether weight decay applies. */
  readonly decays: boolean;
  /** The check that the loss is finite. */
  readonly after: readonly NodeDef[];
}

/** Writes the updates of one kind of optimiser. */
export interface GraphOptimizer {
  /** What it keeps for every trainable variable, of the variable's shape. */
  readonly slots: readonly { readonly name: string; readonly initial: number }[];
  /** Writes one variable's update; returns the node that finishes it. */
  update(context: UpdateContext): NodeDef;
}
