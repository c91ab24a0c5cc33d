import type { NodeRef } from '../ir/graph.js';
import type { ActivationFunction } from '../ops/activation.js';
import type { LowerContext } from './block.js';
import { convOp } from './conv-norm.js';

/** Channels inside the gate and its two functions; conventions differ between families, so the block that uses it decides. */
export interface SqueezeExcite {
  readonly hidden: number;
  readonly activation: ActivationFunction;
  readonly gate: ActivationFunction;
}

/**
 * Squeeze-and-excite (Hu et al. 2018): pooled channels pass two 1x1 convolutions with bias and become one factor per channel.
 * Params for C channels and H hidden: 2CH + H + C; multiply-adds: 2CH.
 */
export function squeezeExcite(context: LowerContext, settings: SqueezeExcite, input: NodeRef): NodeRef {
  const { graph } = context;
  const path = `${context.path}/se`;
  const channels = graph.shape(input)[2];
  let gate = graph.add(`${path}/pool`, { kind: 'global-avg-pool' }, [input]);
  gate = graph.add(`${path}/reduce`, convOp(settings.hidden, 1, 1, true), [gate], true);
  gate = graph.add(`${path}/activation`, { kind: 'activation', function: settings.activation }, [gate]);
  gate = graph.add(`${path}/expand`, convOp(channels, 1, 1, true), [gate], true);
  gate = graph.add(`${path}/gate`, { kind: 'activation', function: settings.gate }, [gate]);
  return graph.add(`${path}/scale`, { kind: 'multiply' }, [input, gate]);
}
