import type { NamedWeights } from '@isoflop/runtime';

/** Throws `RangeError`, naming the first that differs, unless the tensors are those expected, in that order. */
export function requireTensors(given: readonly NamedWeights[], expected: readonly Omit<NamedWeights, 'data'>[]): void {
  const describe = (tensor?: Omit<NamedWeights, 'data'>) => tensor && `${tensor.name} [${tensor.shape.join(', ')}]`;
  const places = Array.from({ length: Math.max(given.length, expected.length) }, (_, place) => place);
  const wrong = places.find((place) => describe(given[place]) !== describe(expected[place]));
  if (wrong === undefined) return;
  throw new RangeError(
    `state: tensor ${wrong} must be ${describe(expected[wrong]) ?? 'absent'}, got ${describe(given[wrong]) ?? 'nothing'}; give a state of the same engine, network and optimiser`,
  );
}
