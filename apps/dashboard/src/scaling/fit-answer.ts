import { useQuery } from '@tanstack/react-query';
import { get, pathOf } from '../api/client.js';

export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}
export type Dimension = 'depth' | 'width' | 'resolution';
export const DIMENSIONS: readonly Dimension[] = ['depth', 'width', 'resolution'];

/** What `isoflop fit --json` prints. */
export interface FitAnswer {
  readonly networks: number;
  readonly level: number;
  readonly law: { readonly shape: { readonly noise: number } };
  readonly optimum: {
    readonly exponents: Readonly<Record<Dimension, Estimate>>;
    readonly budgets: readonly {
      readonly macs: number;
      readonly depth: number;
      readonly width: number;
      readonly resolution: number;
      readonly error: number;
      readonly valley: readonly { readonly shares: Readonly<Record<Dimension, number>>; readonly error: number }[];
    }[];
  };
  readonly elasticities: {
    readonly trial: number;
    readonly errorPerTenPercentMacs: Partial<Record<Dimension, Estimate>>;
    readonly best: Dimension;
    readonly isClear: boolean;
  };
  readonly residuals: readonly {
    readonly trial: number;
    readonly macs: number;
    readonly error: number;
    readonly predicted: number;
    readonly residual: number;
  }[];
  readonly heldOut: {
    readonly macs: number;
    readonly networks: number;
    readonly bias: number;
    readonly rootMeanSquare: number;
    readonly inside: number;
    readonly level: number;
  } | null;
  readonly warnings: readonly { readonly kind: string; readonly text: string }[];
}

/** The law of a study's shapes, fitted again when trials have finished. */
export function useFit(study: string, finished: number) {
  return useQuery({
    queryKey: ['fit', study, finished],
    queryFn: ({ signal }) => get<FitAnswer>(pathOf(study, 'fit'), signal),
    retry: false,
    placeholderData: (previous) => previous,
  });
}
