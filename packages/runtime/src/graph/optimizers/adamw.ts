import { binary, cast, multiply, scaleBy, shiftBy } from '../kernels/elementwise.js';
import type { GraphOptimizer } from './graph-optimizer.js';
import type { AdamWSpec } from './optimizer-spec.js';

/** TensorFlow's fused Adam kernel behind a decay of its own. */
export function adamw({ beta1, beta2, epsilon, weightDecay }: AdamWSpec): GraphOptimizer {
  return {
    slots: [
      { name: 'first-moment', initial: 0 },
      { name: 'second-moment', initial: 0 },
    ],
    update({ scope, variable, value, gradient, slots, learningRate, step, decays, after }) {
      const handle = scope.handle(variable);
      const count = shiftBy(cast(step, 'float32'), 1);
      const power = (base: number) => binary('Pow', scope.float(base), count);
      const shrink =
        decays && weightDecay > 0
          ? [
              scope.effect(
                'AssignSubVariableOp',
                [handle, multiply(value, scaleBy(learningRate, weightDecay))],
                { dtype: { type: 'float32' } },
                { after },
              ),
            ]
          : [];
      const inputs = [
        handle,
        ...slots.map((slot) => scope.handle(slot)),
        power(beta1),
        power(beta2),
        learningRate,
        ...[beta1, beta2, epsilon].map((number) => scope.float(number)),
        gradient,
      ];
      const attrs = { T: { type: 'float32' }, use_locking: { bool: false }, use_nesterov: { bool: false } } as const;
      return scope.effect('ResourceApplyAdam', inputs, attrs, { after: [...after, ...shrink] });
    },
  };
}
