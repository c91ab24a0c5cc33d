import type { Architecture } from '@isoflop/blocks';
import type { ProgressiveResizing, Recipe } from './recipes/recipe.js';

/** Consecutive epochs that see images of one size. */
export interface ResolutionStage {
  /** The last of its epochs, from 1. */
  readonly until: number;
  /** The network with the input of this stage. */
  readonly architecture: Architecture;
}

/** The last epoch of each part of a run, from 1, and the side of its images as a share of the network's input. Parts that a short run has no epoch for are left out. */
export function imageShares(
  progressive: ProgressiveResizing | undefined,
  epochs: number,
): { readonly until: number; readonly share: number }[] {
  const { from, stages } = progressive ?? { from: 1, stages: 1 };
  const all = Array.from({ length: stages }, (_, index) => ({
    until: Math.round((epochs * (index + 1)) / stages),
    share: stages === 1 ? 1 : from + ((1 - from) * index) / (stages - 1),
  }));
  return all.filter(({ until }, index) => until > (all[index - 1]?.until ?? 0));
}

/**
 * The stages of a run: one, unless the recipe asks for more. The sides grow in equal steps and are even where the network's is, so that strides fall alike
 * (Tan and Le 2021, algorithm 1).
 */
export function resolutionStages(architecture: Architecture, { progressive }: Recipe, epochs: number): ResolutionStage[] {
  const { height, width, channels } = architecture.input;
  return imageShares(progressive, epochs).map(({ until, share }) => {
    const sideOf = (side: number) => Math.max(1, side - 2 * Math.round(((1 - share) * side) / 2));
    return { until, architecture: { ...architecture, input: { height: sideOf(height), width: sideOf(width), channels } } };
  });
}
