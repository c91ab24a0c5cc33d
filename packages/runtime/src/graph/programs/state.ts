import type { GraphWriter } from '../builder/graph-writer.js';
import { float32, sizeOf } from '../builder/tensor.js';
import { concat, reshape, split } from '../kernels/layout.js';
import type { TrainerVariables } from './variables.js';

/** The signatures `getState` and `setState`: all variables of a trainer as one vector, in the order of its entries. */
export function writeState(writer: GraphWriter, { entries }: TrainerVariables): void {
  const sizes = entries.map(({ variable }) => sizeOf(variable.shape));
  const total = float32([sizes.reduce((sum, size) => sum + size, 0)]);
  writer.call('getState', {}, { name: 'state', ...total }, (scope) => ({
    results: [
      concat(
        entries.map(({ variable }, index) => reshape(scope.read(variable), [sizes[index]])),
        0,
      ),
    ],
  }));
  writer.call('setState', { state: total }, { name: 'done', ...float32([]) }, (scope, [state]) => {
    const effects = split(state, sizes, 0).map((part, index) => {
      const { variable } = entries[index];
      return scope.assign(variable, reshape(part, variable.shape));
    });
    return { results: [scope.identity(scope.float(1), { after: effects })], effects };
  });
}
