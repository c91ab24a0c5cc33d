import { type Architecture, deepenNetwork, isRepeatable } from '@isoflop/blocks';
import { ROUNDINGS } from './rounding.js';
import { type Scaler, scale } from './scale.js';

/** How EfficientNetV2 departs from compound scaling. The paper gives the direction and the cap; the weight is ours. */
export interface StageWeights {
  /** How much more layers one of the last stages gains than one of the others, relative to its own. */
  readonly lastWeight: number;
  /** How many of the last stages. */
  readonly lastStages: number;
  /** Pixels that scaling up does not exceed, unless the base does. */
  readonly mostPixels: number;
}

const EFFICIENTNET_V2: StageWeights = { lastWeight: 2, lastStages: 2, mostPixels: 480 };

/**
 * Scales as EfficientNetV2's authors did from S to M and L: more layers go to the last stages, since their cost at run time is low, and the
 * image is capped (Tan and Le 2021, section 3.3). A stage of n repeats gets n·(1 + (depth − 1)·v), rounded up and at least 1, where v is
 * `lastWeight` times larger in the last stages and such that about as many layers are added in all as without weights.
 */
export function stageWeightedScaler(weights: StageWeights = EFFICIENTNET_V2): Scaler {
  return (base, factors) => {
    const wide = scale(base, { ...factors, depth: 1 }, ROUNDINGS['efficientnet-v2']);
    const shares = depthShares(base, weights);
    const most = Math.max(weights.mostPixels, base.input.height, base.input.width);
    return {
      ...deepenNetwork(wide, factors.depth, (repeats, depth, stage) => Math.max(1, Math.ceil(repeats * (1 + (depth - 1) * shares[stage])))),
      input: { ...wide.input, height: Math.min(most, wide.input.height), width: Math.min(most, wide.input.width) },
    };
  };
}

function depthShares({ stages }: Architecture, { lastWeight, lastStages }: StageWeights): number[] {
  const counts = stages.map(({ repeats, block }) => (isRepeatable(block) ? repeats : 0));
  const raw = stages.map((_, s) => (s >= stages.length - lastStages ? lastWeight : 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weighted = counts.reduce((sum, count, s) => sum + count * raw[s], 0);
  return raw.map((weight) => (weighted === 0 ? 1 : (weight * total) / weighted));
}
