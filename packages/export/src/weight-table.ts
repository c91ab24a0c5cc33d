import type { Node, Weight } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import { ExportError } from './format.js';

/** The arrays of a model, found by the node that owns them. */
export class WeightTable {
  private readonly byName: ReadonlyMap<string, NamedWeights>;

  constructor(weights: readonly NamedWeights[]) {
    this.byName = new Map(weights.map((entry) => [entry.name, entry]));
  }

  /** Throws `ExportError` when the model that the weights are of has no such array. */
  of(node: Pick<Node, 'path'>, role: Weight['name']): NamedWeights {
    const name = `${node.path}/${role}`;
    const entry = this.byName.get(name);
    if (!entry) throw new ExportError(`weights must hold ${name}; take them from a model of the same architecture`);
    return entry;
  }
}
