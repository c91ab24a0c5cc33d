import { type Block, roundHalfToEven } from '@isoflop/blocks';

type Bottleneck = Extract<Block, { kind: 'bottleneck-residual' }>;

/**
 * A grouped bottleneck with its widths and the channels of one group scaled apart, as pycls does (`scale_model`, `adjust_block_compatibility`):
 * the group to 1, 2, 4 or a multiple of 8 channels, then the inner width to a multiple of the group. `widened` has its channels scaled already.
 */
export function scaleGroupWidth(base: Bottleneck, widened: Bottleneck, groupWidth: number): Bottleneck {
  const { groups = 1 } = base;
  if (groups === 1) return widened;
  const inside = base.bottleneck / base.channels;
  const inner = Math.max(1, Math.floor(widened.channels * inside));
  const group = Math.min(roundGroup((base.bottleneck / groups) * groupWidth), inner);
  const bottleneck = Math.max(group, roundHalfToEven(inner / group) * group);
  return { ...widened, channels: Math.floor(bottleneck / inside), bottleneck, groups: bottleneck / group };
}

function roundGroup(channels: number): number {
  const whole = Math.max(1, roundHalfToEven(channels));
  if (whole <= 2) return whole;
  return whole <= 5 ? 4 : roundHalfToEven(whole / 8) * 8;
}
