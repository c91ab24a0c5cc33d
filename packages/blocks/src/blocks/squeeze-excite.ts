import { z } from 'zod';
import type { NodeRef } from '../ir/graph.js';
import type { ActivationFunction } from '../ops/activation.js';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition, LowerContext } from './block.js';
import { convOp } from './conv-norm.js';

const schema = z
  .strictObject({
    kind: z.literal('squeeze-excite'),
    ratio: z.number().gt(0).max(1).default(0.25).describe('hidden channels divided by input channels, rounded down'),
    activation: z.enum(['relu', 'silu', 'hard-swish', 'gelu']).default('relu').describe('function of the hidden channels'),
    gate: z.enum(['sigmoid', 'hard-sigmoid']).default('sigmoid').describe('function that makes the factors'),
  })
  .readonly();

/** A squeeze-and-excite of its own, between blocks (Hu et al. 2018); blocks that have one inside take it as a field. */
export type SqueezeExciteBlock = z.infer<typeof schema>;

export const squeezeExciteBlock: BlockDefinition<SqueezeExciteBlock> = {
  schema,
  lower: ({ ratio, activation, gate }, input, context) =>
    squeezeExcite(context, { hidden: hiddenOfInput(context.graph.shape(input)[2], ratio), activation, gate }, input),
};

/** Channels inside the gate and its two functions; conventions differ between families, so the block that uses it decides. */
export interface SqueezeExcite {
  readonly hidden: number;
  readonly activation: ActivationFunction;
  readonly gate: ActivationFunction;
}

/** MnasNet's and EfficientNet's hidden channels: a share of the channels that enter the block, rounded down. */
export function hiddenOfInput(channels: number, ratio: number): number {
  return Math.max(1, Math.floor(channels * ratio));
}

/** MobileNetV3's hidden channels: a quarter of the expanded channels, rounded to a multiple of 8. */
export function hiddenOfExpanded(expanded: number): number {
  return roundChannels(Math.floor(expanded / 4), 1);
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
  gate = graph.add(`${path}/reduce`, convOp(settings.hidden, 1, { bias: true }), [gate], true);
  gate = graph.add(`${path}/activation`, { kind: 'activation', function: settings.activation }, [gate]);
  gate = graph.add(`${path}/expand`, convOp(channels, 1, { bias: true }), [gate], true);
  gate = graph.add(`${path}/gate`, { kind: 'activation', function: settings.gate }, [gate]);
  return graph.add(`${path}/scale`, { kind: 'multiply' }, [input, gate]);
}
