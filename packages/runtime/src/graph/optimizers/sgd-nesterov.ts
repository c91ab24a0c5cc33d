import { decayed } from './decayed.js';
import type { GraphOptimizer } from './graph-optimizer.js';
import type { SgdNesterovSpec } from './optimizer-spec.js';

/** TensorFlow's fused momentum kernel: one pass over variable and velocity. */
export function sgdNesterov({ momentum, weightDecay }: SgdNesterovSpec): GraphOptimizer {
  return {
    slots: [{ name: 'momentum', initial: 0 }],
    update(context) {
      const { scope, variable, slots, learningRate, after } = context;
      const inputs = [scope.handle(variable), scope.handle(slots[0]), learningRate, decayed(context, weightDecay), scope.float(momentum)];
      const attrs = { T: { type: 'float32' }, use_locking: { bool: false }, use_nesterov: { bool: true } } as const;
      return scope.effect('ResourceApplyMomentum', inputs, attrs, { after });
    },
  };
}
