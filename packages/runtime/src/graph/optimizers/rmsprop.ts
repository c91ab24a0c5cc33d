import { decayed } from './decayed.js';
import type { GraphOptimizer } from './graph-optimizer.js';
import type { RmsPropSpec } from './optimizer-spec.js';

/** TensorFlow's fused RMSProp kernel. */
export function rmsprop({ decay, momentum, epsilon, weightDecay }: RmsPropSpec): GraphOptimizer {
  return {
    slots: [
      { name: 'mean-square', initial: 1 },
      { name: 'momentum', initial: 0 },
    ],
    update(context) {
      const { scope, variable, slots, learningRate, after } = context;
      const inputs = [
        scope.handle(variable),
        ...slots.map((slot) => scope.handle(slot)),
        learningRate,
        ...[decay, momentum, epsilon].map((number) => scope.float(number)),
        decayed(context, weightDecay),
      ];
      return scope.effect('ResourceApplyRMSProp', inputs, { T: { type: 'float32' }, use_locking: { bool: false } }, { after });
    },
  };
}
