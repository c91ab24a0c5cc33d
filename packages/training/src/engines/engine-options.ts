import type { Graph } from '@isoflop/blocks';
import type { PreparedDataset } from '../data/prepare.js';
import type { Recipe } from '../recipes/recipe.js';

/** What an engine trains. */
export interface EngineOptions {
  readonly graph: Graph;
  readonly data: PreparedDataset;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Names of convolutions that are to be computed from products and slices, because the backend's own kernels are wrong. */
  readonly detours?: ReadonlySet<string>;
}

/** Only kernels decay: batch normalisation undoes the scale of what comes before it, and biases are few (He et al. 2019, section 3). */
export const decays = (name: string): boolean => name.endsWith('/kernel');

/** Images per step: the recipe's, or all where there are fewer. */
export const batchSize = ({ data, recipe }: Pick<EngineOptions, 'data' | 'recipe'>): number => Math.min(recipe.batch, data.train.count);

/** Whether batch normalisation is measured anew at the end: where the recipe asks for it and there is any. */
export const measuresNorms = ({ graph, recipe }: Pick<EngineOptions, 'graph' | 'recipe'>): boolean =>
  recipe.normImages !== undefined && graph.nodes.some(({ op }) => op.kind === 'batch-norm');
