import { type Architecture, costOf } from '@isoflop/blocks';
import type { CompoundCoefficients } from '@isoflop/scaling';
import type { CandidateTriples, FamilyMember, Step1Result, TrainedCandidate } from '@isoflop/search';
import { formatQuantity } from '@isoflop/search-space';
import { percent, table } from '../format.js';
import type { Io } from '../io.js';

/** What is to be trained, and which triples rounding keeps from the budget. */
export function showLayout(io: Io, base: Architecture, { macs, laidOut, candidates, shrinking, betweenSteps }: CandidateTriples): void {
  io.say(
    `${base.name}: ${formatQuantity(costOf(base).macs)} MACs; ${laidOut} triples at ${formatQuantity(macs)} counted MACs make ${candidates.length} networks` +
      ` (${shrinking.length} triples would shrink a dimension, ${betweenSteps.length} lie between two steps of rounding)`,
  );
}

/** Candidates from best to worst, the verdict and its family. */
export function showStep1(io: Io, { candidates, verdict, prediction, family }: Step1Result): void {
  const ranked = [...candidates].sort((a, b) => mean(b) - mean(a));
  io.show(
    table(
      ['alpha', 'beta', 'gamma', 'pixels', 'MACs', 'off by', 'seeds', 'accuracy', ''],
      ranked.map((candidate) => [
        ...factors(candidate.triple),
        candidate.architecture.input.height,
        formatQuantity(candidate.macs),
        `${(100 * candidate.gap).toFixed(2)} %`,
        candidate.accuracies.length,
        candidate.accuracies.length === 0 ? '-' : percent(mean(candidate)),
        candidate.dropped ? `dropped, p = ${candidate.dropped.adjustedP.toPrecision(2)}` : '',
      ]),
    ),
  );
  if (verdict === undefined) {
    io.show('no verdict: the search is not done, or fewer than two candidates could be trained');
    return;
  }
  const { best, accuracy, interval, mayBeBest, comparisons } = verdict;
  const nearest = comparisons[0];
  io.show(`\nbest: ${named(best)} with ${percent(accuracy)} (${percent(interval[0])} to ${percent(interval[1])})`);
  io.show(
    `${verdict.verdict}: it may be any of ${mayBeBest.length} of ${comparisons.length + 1}; its nearest neighbour ${named(nearest.triple)} is ` +
      `${(100 * nearest.difference).toFixed(2)} points away (${(100 * nearest.interval[0]).toFixed(2)} to ${(100 * nearest.interval[1]).toFixed(2)}, adjusted p = ${nearest.adjustedP.toPrecision(2)})`,
  );
  if (family.length > 0) showFamilyOf(io, family);
  if (prediction === undefined) return;
  const { heldBack, predicted, isInside } = prediction;
  io.show(
    `\nheld back: ${memberName(heldBack)} has an error of ${percent(heldBack.error)}; the smaller members foretold ${percent(predicted.error)} ± ${percent(predicted.halfWidth)}, ` +
      `${isInside ? 'which holds' : 'which does not hold'}`,
  );
}

function showFamilyOf(io: Io, family: readonly FamilyMember[]): void {
  io.show(
    `\n${table(
      ['member', 'depth', 'width', 'pixels', 'counted', 'MACs', 'off by', 'params'],
      family.map(({ factors: { depth, width }, architecture, real, ...member }) => [
        ...[memberName(member), depth.toFixed(3), width.toFixed(3), architecture.input.height],
        ...[`${real.factor.toFixed(3)}x`, formatQuantity(real.macs), offBy(real.macs, member.budget), formatQuantity(real.params)],
      ]),
    )}`,
  );
}

/** Of a member of a budget. */
function offBy(macs: number, budget: number | undefined): string {
  return budget === undefined ? '-' : `${(100 * (macs / budget - 1)).toFixed(2)} %`;
}

function memberName({ phi, budget }: Pick<FamilyMember, 'phi' | 'budget'>): string {
  return phi === undefined ? `${formatQuantity(budget ?? 0)} MACs` : `phi ${phi}`;
}

function mean({ accuracies }: TrainedCandidate): number {
  return accuracies.length === 0 ? Number.NEGATIVE_INFINITY : accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}

function factors({ alpha, beta, gamma }: CompoundCoefficients): string[] {
  return [alpha, beta, gamma].map((factor) => factor.toFixed(3));
}

function named({ alpha, beta, gamma }: CompoundCoefficients): string {
  return `(${factors({ alpha, beta, gamma }).join(', ')})`;
}
