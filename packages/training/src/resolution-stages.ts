import type { Architecture } from '@isoflop/blocks';
import type { Recipe } from './recipes/recipe.js';

/** Consecutive epochs that see images of one size. */
export interface ResolutionStage {
  /** The last of its epochs, from 1. */
  readonly until: number;
  /** The network with the input of this stage. */
  readonly architecture: Architecture;
}

/**
 * The stages of a run: one, unless the recipe asks for more. The sides grow in equal steps and are even where the network's is, so that strides fall alike
 * (Tan and Le 2021, algorithm 1). A stage that a short run has no epoch for is left out.
 */
export function resolutionStages(architecture: Architecture, { progressive }: Recipe, epochs: number): ResolutionStage[] {
  const { from, stages } = progressive ?? { from: 1, stages: 1 };
  const { height, width, channels } = architecture.input;
  const all = Array.from({ length: stages }, (_, index): ResolutionStage => {
    const share = stages === 1 ? 1 : from + ((1 - from) * index) / (stages - 1);
    const sideOf = (side: number) => Math.max(1, side - 2 * Math.round(((1 - share) * side) / 2));
    return {
      until: Math.round((epochs * (index + 1)) / stages),
      architecture: { ...architecture, input: { height: sideOf(height), width: sideOf(width), channels } },
    };
  });
  return all.filter(({ until }, index) => until > (all[index - 1]?.until ?? 0));
}
