import type { GraphWriter } from '../builder/graph-writer.js';
import { float32, type GraphTensor, sizeOf } from '../builder/tensor.js';
import { concat, reshape, split } from '../kernels/layout.js';
import type { TrainerVariables } from './variables.js';

/** The signatures `getState` and `setState`: all variables of a trainer as one vector, in the order of its entries. */
export function writeState(writer: GraphWriter, { entries }: TrainerVariables): void {
  const sizes = entries.map(({ variable }) => sizeOf(variable.shape));
  const total = float32([sizes.reduce((sum, size) => sum + size, 0)]);
  const flat = (x: GraphTensor, size: number) => (x.shape.length === 1 ? x : reshape(x, [size]));
  const shaped = (x: GraphTensor, shape: readonly number[]) => (shape.length === 1 ? x : reshape(x, shape));
  writer.signature('getState', {}, (scope) => {
    const parts = entries.map(({ variable }, index) => flat(scope.read(variable), sizes[index]));
    return { state: concat(parts, 0) };
  });
  writer.signature('setState', { state: total }, (scope, { state }) => {
    const changes = split(state, sizes, 0).map((part, index) => {
      const { variable } = entries[index];
      return scope.assign(variable, shaped(part, variable.shape));
    });
    return { done: scope.identity(scope.float(1), { after: changes }) };
  });
}
