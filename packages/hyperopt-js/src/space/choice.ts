import type { ChoiceParameter, Space } from './parameter.js';

/**
 * One of several branches with parameters of their own (conditional parameters). The value is
 * `{ kind: branch, ...parameters of the branch }`, so `choice({ pool: {}, dense: { units: int(16, 256) } })` gives
 * `{ kind: 'pool' }` or `{ kind: 'dense', units: 64 }`. Choices nest.
 * @throws when there is no branch, or a branch has a parameter called `kind`.
 */
export function choice<const B extends { readonly [branch: string]: Space }>(branches: B): ChoiceParameter<B> {
  const names = Object.keys(branches);
  if (names.length === 0) throw new Error('choice: needs at least one branch, got none; add one or drop the parameter');
  const clash = names.find((name) => 'kind' in branches[name]!);
  if (clash !== undefined)
    throw new Error(`choice: 'kind' names the branch in the value, but branch '${clash}' has a parameter called so; rename it`);
  return Object.freeze({ type: 'choice', branches });
}
