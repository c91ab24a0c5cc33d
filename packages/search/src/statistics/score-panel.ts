import type { Trial } from '@isoflop/results-store';
import { kendall, type RankCorrelation, rankCorrelation, spearman } from './rank-correlation.js';

/** How well one score ranks networks by the accuracy that they came to. */
export interface ScoreRanking {
  readonly score: string;
  /** Networks that have it, and that it was judged by. */
  readonly networks: number;
  readonly kendall: RankCorrelation;
  readonly spearman: RankCorrelation;
}

/** The scores that cost nothing and that every other has to beat. */
const BASELINES = ['params', 'macs'] as const;
/** Of more networks than this, so many at equal distances say the same: every pair of them is looked at a thousand times. */
const MOST_NETWORKS = 400;

/**
 * Rank correlations of the scores before training, and of parameters and multiply-adds, with trained accuracy: of all trials that are complete, one per
 * network and seed. Give it those inside a band of the budget, for across budgets size alone ranks well. The best by Kendall's tau comes first.
 */
export function scorePanel(trials: readonly Trial[]): ScoreRanking[] {
  const complete = thinned(trials.filter(({ state, accuracy }) => state === 'complete' && accuracy !== null));
  const names = [...new Set([...BASELINES, ...complete.flatMap(keptScores)])];
  const rankings = names.map((score): ScoreRanking => {
    const pairs = complete.flatMap((trial) => {
      const value = scoresOf(trial)[score];
      return typeof value === 'number' ? [{ value, accuracy: trial.accuracy as number }] : [];
    });
    const sides = [pairs.map(({ value }) => value), pairs.map(({ accuracy }) => accuracy)] as const;
    return { score, networks: pairs.length, kendall: rankCorrelation(...sides, kendall), spearman: rankCorrelation(...sides, spearman) };
  });
  return rankings.sort((a, b) => (b.kendall.value ?? -2) - (a.kendall.value ?? -2));
}

/** Names of the scores that a trial has from before its training. */
export function keptScores({ facts }: Pick<Trial, 'facts'>): string[] {
  return Object.keys((facts?.scores as object | undefined) ?? {});
}

function thinned(trials: readonly Trial[]): readonly Trial[] {
  const step = Math.ceil(trials.length / MOST_NETWORKS);
  return trials.filter((_, place) => place % step === 0);
}

function scoresOf({ facts, cost }: Trial): Record<string, unknown> {
  return { ...(facts?.scores as object | undefined), params: cost.params, macs: cost.macs };
}
