import type { OpOf } from '@isoflop/blocks';
import { dropKey } from '../../random/drop-key.js';
import { float32, type GraphTensor } from '../builder/tensor.js';
import { cast, multiply, scaleBy } from '../kernels/elementwise.js';
import type { GraphLayer, LayerContext } from '../layer.js';

/** TensorFlow's number of the Philox generator. */
const PHILOX = 1;

/** Zeroes single values in training; the mask belongs to seed, step and path. */
export const writeDropout: GraphLayer<OpOf<'dropout'>> = (context) => drop(context, context.inputs[0].shape);

/** Drops the whole branch of single images in training (stochastic depth, Huang et al. 2016). */
export const writeDropPath: GraphLayer<OpOf<'drop-path'>> = (context) => drop(context, [context.inputs[0].shape[0], 1, 1, 1]);

function drop({ op, path, inputs: [x], scope, mode }: LayerContext<OpOf<'dropout' | 'drop-path'>>, shape: readonly number[]): GraphTensor {
  if (!mode.training || op.rate === 0) return x;
  const uniform = uniformNumbers(shape, dropKey(mode.seed, path), mode.step);
  const kept = scope.tensor('GreaterEqual', [uniform, scope.float(op.rate)], { T: { type: 'float32' } }, { shape, dtype: 'bool' });
  const mask = scaleBy(cast(kept, 'float32'), 1 / (1 - op.rate));
  return scope.tape.record(multiply(x, mask), [x], (dy) => [multiply(dy, mask)]);
}

/** The numbers of `philoxUniform`, made in the graph: the step is the upper half of the counter. */
function uniformNumbers(shape: readonly number[], [low, high]: readonly [number, number], step: GraphTensor): GraphTensor {
  const { scope } = step;
  const uint64 = (value: bigint, size: readonly number[]) =>
    scope.constant({ dtype: 'uint64', shape: size, data: BigUint64Array.of(value) });
  const key = uint64((BigInt(high) << 32n) | BigInt(low), [1]);
  const counter = scope.tensor(
    'Pack',
    [uint64(0n, []), cast(step, 'uint64')],
    { N: { int: 2 }, T: { type: 'uint64' }, axis: { int: 0 } },
    { shape: [2], dtype: 'uint64' },
  );
  return scope.tensor(
    'StatelessRandomUniformV2',
    [scope.ints(shape), key, counter, scope.int(PHILOX)],
    { dtype: { type: 'float32' }, Tshape: { type: 'int32' } },
    float32(shape),
  );
}
