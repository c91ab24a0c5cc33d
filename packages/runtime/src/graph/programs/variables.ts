import type { Graph } from '@isoflop/blocks';
import { type VariableSpec, variableSpecs } from '../../variables/variable-specs.js';
import type { GraphVariable } from '../builder/variable.js';
import type { OptimizerSpec } from '../optimizers/optimizer-spec.js';
import { graphOptimizer } from '../optimizers/optimizers.js';

/** A variable and how it starts. */
export interface StateEntry {
  readonly variable: GraphVariable;
  /** The network's own variable; absent for what the optimiser keeps. */
  readonly spec?: VariableSpec;
  /** Value of all elements at the start, where there is no spec. */
  readonly initial: number;
}

/** Counts the steps that have changed weights; tells at which one a call stopped. */
export const STEP_COUNT: GraphVariable = { name: 'step-count', shape: [1], dtype: 'float32', trainable: false };

/** Everything that training changes: weights, running averages, the optimiser's slots, and the step count. */
export class TrainerVariables {
  /** In the order in which the state is read and written; the network's variables come first. */
  readonly entries: readonly StateEntry[];
  readonly #byName: ReadonlyMap<string, GraphVariable>;

  constructor(graph: Graph, optimizer: OptimizerSpec, averaged: boolean) {
    const model = variableSpecs(graph).map((spec): StateEntry => {
      const { name, shape, trainable } = spec;
      return { variable: { name, shape, dtype: 'float32', trainable }, spec, initial: 0 };
    });
    const slots = model.filter(({ variable }) => variable.trainable).flatMap(({ variable }) => slotEntries(variable, optimizer));
    const averages = averaged ? model.map(({ variable, spec }): StateEntry => averageEntry(variable, spec)) : [];
    this.entries = [...model, ...slots, ...averages, { variable: STEP_COUNT, initial: 0 }];
    this.#byName = new Map(this.entries.map(({ variable }) => [variable.name, variable]));
  }

  readonly named = (name: string): GraphVariable => {
    const variable = this.#byName.get(name);
    if (!variable) throw new RangeError(`graph: a variable must be declared before it is used, got ${name}; see variable-specs.ts`);
    return variable;
  };

  /** The variables that the loss has gradients for. */
  get trainable(): GraphVariable[] {
    return this.entries.flatMap(({ variable }) => (variable.trainable ? [variable] : []));
  }

  /** What the optimiser keeps for a variable. */
  slotsOf(variable: GraphVariable, optimizer: OptimizerSpec): GraphVariable[] {
    return slotEntries(variable, optimizer).map((slot) => this.named(slot.variable.name));
  }
}

/** Name of the running average of a variable. */
export const averageName = (name: string) => `${name}/average`;

function slotEntries({ name, shape }: GraphVariable, optimizer: OptimizerSpec): StateEntry[] {
  return graphOptimizer(optimizer).slots.map((slot) => ({
    variable: { name: `${name}/${slot.name}`, shape, dtype: 'float32', trainable: false },
    initial: slot.initial,
  }));
}

function averageEntry({ name, shape }: GraphVariable, spec: VariableSpec | undefined): StateEntry {
  return { variable: { name: averageName(name), shape, dtype: 'float32', trainable: false }, ...(spec ? { spec } : {}), initial: 0 };
}
