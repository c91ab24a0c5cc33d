import { addAll } from '../kernels/add-all.js';
import type { GraphTensor } from './tensor.js';

/** The gradient of each input, given that of the output; undefined where none flows or none is asked for. */
export type Gradient = (dy: GraphTensor) => readonly (GraphTensor | undefined)[];

interface Entry {
  readonly output: GraphTensor;
  readonly inputs: readonly GraphTensor[];
  readonly gradient: Gradient;
}

/** Remembers how tensors came about, to write the ops of reverse-mode differentiation afterwards. */
export class Tape {
  readonly #entries: Entry[] = [];

  /** Returns `output`. */
  record(output: GraphTensor, inputs: readonly GraphTensor[], gradient: Gradient): GraphTensor {
    if (output.differentiable) this.#entries.push({ output, inputs, gradient });
    return output;
  }

  /** Gradients of the targets, given that of `output`. Throws where a target does not reach `output`. */
  gradients(output: GraphTensor, dOutput: GraphTensor, targets: readonly GraphTensor[]): GraphTensor[] {
    const parts = new Map<GraphTensor, GraphTensor[]>([[output, [dOutput]]]);
    for (const entry of this.#entries.toReversed()) {
      const contributions = parts.get(entry.output);
      if (!contributions) continue;
      const dy = addAll(contributions);
      parts.set(entry.output, [dy]);
      for (const [index, part] of entry.gradient(dy).entries()) {
        const input = entry.inputs[index];
        if (!part || !input.differentiable) continue;
        const known = parts.get(input);
        if (known) known.push(part);
        else parts.set(input, [part]);
      }
    }
    return targets.map((target) => {
      const contributions = parts.get(target);
      if (!contributions) throw new RangeError(`graph: ${target.ref} must reach the loss to have a gradient, got no path; leave it out`);
      return addAll(contributions);
    });
  }
}
