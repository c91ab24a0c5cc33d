import { type Block, costOf } from '@isoflop/blocks';
import type { Step1Result } from '@isoflop/search';
import type { MeasuredLatencies } from './latency.js';
import type { Results, RuleResult } from './results.js';
import { BASE, STEP1 } from './settings.js';
import type { TrainedMember } from './train.js';

/** What is written down of a run. */
export function summaryOf(step1: Step1Result, members: readonly TrainedMember[], latencies: MeasuredLatencies): Results {
  const { macs, params, activations } = costOf(BASE);
  const { best, accuracy, interval, verdict, mayBeBest } = step1.verdict!;
  return {
    base: { macs, params, activations, pixels: BASE.input.height },
    tolerance: STEP1.budget.tolerance,
    step1: {
      ...{ best, accuracy, interval, verdict, mayBeBest: mayBeBest.length, macs: step1.macs },
      candidates: step1.candidates.map(({ triple, architecture, macs: counted, accuracies }) => ({
        triple,
        pixels: architecture.input.height,
        macs: counted,
        validation: accuracies,
      })),
    },
    latency: { rounds: latencies.rounds, loadAverage: latencies.loadAverage },
    rules: members.map((member, i) => ({ ...ruleOf(member), latency: latencies.networks[i] })),
  };
}

function ruleOf({ architecture, factors, validation, test, ...member }: TrainedMember): Omit<RuleResult, 'latency'> {
  const { rule, times, macs, params, activations, gap, widthMoved } = member;
  const { depth, width, resolution } = factors;
  return {
    ...{ rule, times, depth, width, resolution, pixels: architecture.input.height },
    repeats: architecture.stages.map(({ repeats }) => repeats),
    channels: architecture.stages.map(({ block }) => channelsOf(block)),
    ...{ macs, params, activations, gap, widthMoved, validation, test },
  };
}

function channelsOf(block: Block): number {
  if ('channels' in block && typeof block.channels === 'number') return block.channels;
  throw new Error(`bake-off: stages are made of blocks with channels, got ${block.kind}`);
}
