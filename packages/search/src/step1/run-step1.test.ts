import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { parseScalingSearch } from '@isoflop/search-space';
import { beforeEach, describe, expect, it } from 'vitest';
import { EvaluationError, type Evaluator } from '../evaluators/evaluator.js';
import { quietSession } from '../testing/session.js';
import { runStep1, type Step1Options } from './run-step1.js';

const base = zoo('efficientnet_b0', { width: 0.25, depth: 0.5, resolution: 40, classes: 10, channels: 1 });
const depthOf = ({ stages }: Architecture) => stages.reduce((sum, { repeats }) => sum + repeats, 0);

/** A stand-in for training: deeper is better by far, and a seed lifts or lowers all networks alike. */
const deeper: Evaluator = async ({ architecture }, { seed }) => {
  return { accuracy: 0.5 + 0.01 * depthOf(architecture) + 0.003 * Math.sin(seed), facts: {}, artifacts: [] };
};

const file = (more = '') => `name: step1
dataset: textures
budget: { tolerance: 1%, solveFor: width }
rounding: fine
layout: { kind: simplex, divisions: 6 }
seeds: 3
training: { epochs: 1 }
runtime: { workers: 2 }
${more}`;

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

const run = (text: string, more: Partial<Step1Options> = {}) =>
  runStep1({
    search: parseScalingSearch(text, 'step1.yaml'),
    base,
    store,
    evaluate: deeper,
    data: { channels: 1, classes: 10 },
    ...quietSession(),
    ...more,
  });

describe('runStep1', () => {
  it('trains candidates that all cost the budget and finds the best triple', async () => {
    const { verdict, candidates, macs } = await run(file());
    const best = candidates.reduce((a, b) => (depthOf(b.architecture) > depthOf(a.architecture) ? b : a));
    expect(verdict?.best).toBe(best.triple);
    for (const { architecture } of candidates) expect(Math.abs(costOf(architecture).macs / macs - 1)).toBeLessThanOrEqual(0.01);
    expect(macs).toBe(2 * costOf(base).macs);
  });

  it('gives clearly worse candidates no third seed and trains ties to the end', async () => {
    const { candidates } = await run(file());
    const most = Math.max(...candidates.map(({ architecture }) => depthOf(architecture)));
    for (const { architecture, accuracies, dropped } of candidates) {
      const isWorse = depthOf(architecture) < most;
      expect(dropped !== undefined).toBe(isWorse);
      expect(accuracies.length).toBe(isWorse ? 2 : candidates.filter((other) => depthOf(other.architecture) === most).length > 1 ? 3 : 2);
    }
  });

  it('says that there is no difference where there is none', async () => {
    const flat: Evaluator = async (_subject, { seed }) => ({ accuracy: 0.8 + 0.01 * Math.sin(seed), facts: {}, artifacts: [] });
    const { verdict, candidates } = await run(file(), { evaluate: flat });
    expect(verdict?.verdict).toBe('no significant difference');
    expect(verdict?.mayBeBest).toHaveLength(candidates.length);
    expect(await store.trials('step1')).toHaveLength(3 * candidates.length);
  });

  it('goes on where it was interrupted, without training anything twice', async () => {
    const stop = new AbortController();
    let trained = 0;
    const counted: Evaluator = async (subject, context) => {
      trained++;
      return deeper(subject, context);
    };
    const interrupted = await run(file(), {
      evaluate: counted,
      signal: stop.signal,
      onEvent: ({ kind }) => kind === 'trial-finished' && trained >= 5 && stop.abort(),
    });
    expect(interrupted.interrupted).toBe(true);
    expect(interrupted.verdict).toBeUndefined();
    const resumed = await run(file(), { evaluate: counted, resume: true });
    const trials = await store.trials('step1');
    expect(resumed.verdict).toBeDefined();
    expect(new Set(trials.map(({ architectureHash, seed }) => `${architectureHash} ${seed}`)).size).toBe(trials.length);
    expect(trials.reduce((sum, { attempt }) => sum + attempt, 0)).toBe(trained);
  });

  it('leaves candidates whose training failed out of the verdict', async () => {
    let failing: string | undefined;
    const failOne: Evaluator = async (subject, context) => {
      failing ??= subject.architecture.name;
      if (subject.architecture.name === failing) throw new EvaluationError('diverged', '');
      return deeper(subject, context);
    };
    const { verdict, candidates } = await run(file(), { evaluate: failOne });
    expect(candidates.filter(({ accuracies }) => accuracies.length === 0)).toHaveLength(1);
    expect(verdict?.comparisons).toHaveLength(candidates.length - 2);
  });

  it('lets a sampler choose among the candidates and finds the same best with fewer', async () => {
    const layout = 'layout: { kind: bayesian, triples: 8, divisions: 20 }';
    const { verdict, candidates, laidOut } = await run(file().replace(/layout.*/, layout));
    const all = await run(file().replace('name: step1', 'name: all').replace('divisions: 6', 'divisions: 20'));
    expect(candidates).toHaveLength(8);
    expect(laidOut).toBe(231);
    const depthAt = (result: typeof all) => depthOf(result.candidates.find(({ triple }) => triple === result.verdict?.best)!.architecture);
    expect(depthAt({ verdict, candidates } as typeof all)).toBe(depthAt(all));
  });

  it('checks what the smaller members of the family foretell of the largest', async () => {
    const law: Evaluator = async ({ cost }) => ({ accuracy: 1 - 0.05 - 2 * cost.macs ** -0.2, facts: {}, artifacts: [] });
    const { prediction } = await run(file('step2: { phi: [0, 0.5, 1, 1.5, 2], heldBack: 3 }\n'), { evaluate: law });
    expect(prediction?.members.map(({ phi }) => phi)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(prediction?.heldBack.error).toBeCloseTo(0.05 + 2 * prediction!.heldBack.real.macs ** -0.2, 9);
    expect(prediction?.predicted.error).toBeCloseTo(prediction!.heldBack.error, 3);
  });

  it('builds the family for budgets of its own, each met within the tolerance, and trains the one held back', async () => {
    // Among the triples the deepest is best; the members of the family follow a law.
    const law: Evaluator = async (subject, context) =>
      subject.architecture.name.startsWith('alpha')
        ? deeper(subject, context)
        : { accuracy: 1 - 0.05 - 2 * subject.cost.macs ** -0.2, facts: {}, artifacts: [] };
    const unit = costOf(base).macs;
    const budgets = [1, 2, 3, 4, 6].map((times) => Math.round(times * unit));
    const step2 = `step2: { budgets: [${budgets.join(', ')}], heldBack: ${8 * unit} }\n`;
    const { family, prediction } = await run(file(step2), { evaluate: law });
    expect(family.map(({ budget }) => budget)).toEqual([...budgets, 8 * unit]);
    for (const { budget, real, architecture } of family) {
      expect(real.macs).toBe(costOf(architecture).macs);
      expect(Math.abs(real.macs / budget! - 1)).toBeLessThanOrEqual(0.01);
    }
    expect(prediction?.heldBack.budget).toBe(8 * unit);
    expect(prediction?.isInside).toBe(true);
  });
});
