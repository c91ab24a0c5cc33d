import { type Architecture, type RegNetParameters, regnetParameters, regnetStages, roundHalfToEven } from '@isoflop/blocks';
import { ScalingError } from '../scaling-error.js';
import { requireFactors, type ScaleFactors } from './factors.js';
import { scaledInput } from './scale.js';

/**
 * RegNet regeneration: the generator's parameters are scaled and the stages made anew, so that the result is a RegNet again. Depth times the
 * depth factor; w0 times the width factor, to a multiple of 8; wa so that the widest block grows by the width factor; wm stays; the
 * group width times its own factor (the width's, where it has none), to a multiple of 8. Stem and head stay.
 * Throws `ScalingError` for a base that is no RegNet of the zoo.
 */
export function regnetScaler(base: Architecture, factors: ScaleFactors): Architecture {
  requireFactors(base.name, factors);
  const parameters = regnetParameters(base.name);
  const [first] = base.stages;
  if (parameters === undefined || first?.block.kind !== 'bottleneck-residual' || !isAsGenerated(base, parameters)) {
    throw new ScalingError(
      `scale ${base.name}: the regnet rule regenerates a published RegNet, got ${base.name}; use regnet_y_400mf or the like, or the dwr rule`,
    );
  }
  const { block } = first;
  const stages = regnetStages(scaledParameters(parameters, factors)).map(({ channels, repeats, groups }) => ({
    repeats,
    block: { ...block, channels, bottleneck: channels, groups },
  }));
  return { ...base, input: scaledInput(base, factors.resolution, 4), stages };
}

/** The parameters of the generator, scaled. */
export function scaledParameters(base: RegNetParameters, { depth, width, groupWidth = width }: ScaleFactors): RegNetParameters {
  const blocks = Math.max(1, roundHalfToEven(base.depth * depth));
  return {
    depth: blocks,
    initialWidth: toEight(base.initialWidth * width),
    slope: blocks === 1 ? 0 : (base.slope * width * (base.depth - 1)) / (blocks - 1),
    multiplier: base.multiplier,
    groupWidth: groupWidth === 1 ? base.groupWidth : toEight(base.groupWidth * groupWidth),
  };
}

function toEight(channels: number): number {
  return Math.max(1, roundHalfToEven(channels / 8)) * 8;
}

function isAsGenerated({ stages }: Architecture, parameters: RegNetParameters): boolean {
  const generated = regnetStages(parameters);
  return (
    generated.length === stages.length &&
    generated.every(({ channels, repeats }, s) => {
      const { block, repeats: count } = stages[s];
      return block.kind === 'bottleneck-residual' && block.channels === channels && count === repeats;
    })
  );
}
