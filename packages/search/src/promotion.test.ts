import { openStore, type ResultsStore, type Trial } from '@isoflop/results-store';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EpochReport, Evaluator } from './evaluators/evaluator.js';
import type { StudyEvent } from './study-event.js';
import { experimentText, run } from './testing/small-study.js';

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

/** Learns by the epoch and keeps what it has learned, like training with checkpoints. `trained` has one line for each epoch that it took. */
function withCheckpoints() {
  const kept = new Map<number, EpochReport[]>();
  const trained: string[] = [];
  const dropped: (number | undefined)[] = [];
  const evaluate: Evaluator = async ({ cost }, { epochs, trial, signal, onEpoch }) => {
    const history = kept.get(trial) ?? [];
    kept.set(trial, history);
    for (const report of history) onEpoch({ ...report, restored: true });
    while (history.length < epochs) {
      const epoch = history.length + 1;
      // Not the order of the last epoch: some start late.
      const accuracy = (Math.log10(cost.macs) / 10) * (1 - 0.5 ** epoch) - ((cost.params % 7) / 20) * 0.5 ** epoch;
      trained.push(`trial ${trial}, epoch ${epoch}`);
      history.push({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: accuracy, seconds: epoch });
      onEpoch(history[epoch - 1]);
      await new Promise(setImmediate);
      signal.throwIfAborted();
    }
    return { accuracy: history[epochs - 1].validationAccuracy, facts: {}, artifacts: [] };
  };
  const forget = async (trial?: number) => {
    dropped.push(trial);
    if (trial === undefined) kept.clear();
    else kept.delete(trial);
  };
  return { evaluate: Object.assign(evaluate, { forget }), kept, trained, dropped };
}

const rungs = (method: string, workers: number) =>
  experimentText({ trials: '30', workers: String(workers), sampler: 'tpe' })
    .replace('seed: 7 }', `seed: 7, fidelity: { method: ${method}, epochs: [1, 3, 9] } }`)
    .replace('training: { epochs: 2 }', '');

const eventsOf = async ({ number }: Trial) =>
  (await store.events({ study: 'study' })).filter(({ trial }) => trial === number).map(({ kind }) => kind);
const epochsOf = async ({ id }: Trial) => new Set((await store.metrics(id)).map(({ epoch }) => epoch)).size;

describe('a candidate that was stopped at a rung', () => {
  it.each([
    ['asha', 1],
    ['asha', 3],
    ['hyperband', 2],
  ] as const)(
    'goes on later when it is among the best there by then, and nothing is trained twice: %s, %s workers',
    async (method, workers) => {
      const { evaluate, kept, trained, dropped } = withCheckpoints();
      const events: StudyEvent[] = [];
      const result = await run(store, rungs(method, workers), { evaluate, onEvent: (event) => events.push(event) });
      expect(result.trials.complete + result.trials.pruned).toBe(30);
      expect(new Set(trained).size).toBe(trained.length);
      const trials = await store.trials('study');
      const reopened = [];
      for (const trial of trials) {
        const epochs = await epochsOf(trial);
        expect(trial.state === 'complete' ? [9] : [1, 3], `trial ${trial.number}`).toContain(epochs);
        expect(trained.filter((line) => line.startsWith(`trial ${trial.number},`))).toHaveLength(epochs);
        if ((await eventsOf(trial)).includes('trial-reopened')) reopened.push(trial);
      }
      expect(reopened.length).toBeGreaterThan(0);
      expect(await store.check()).toEqual([]);
      expect(events.at(-1)).toMatchObject({ progress: { finishedTrials: 30, plannedTrials: 30, etaSeconds: 0 } });
      // What is complete is forgotten at once, all else when the study is over.
      expect(kept.size).toBe(0);
      expect(dropped.filter((trial) => trial !== undefined)).toHaveLength(result.trials.complete);
    },
  );

  it('counts every epoch once against a limit of training FLOPs, over pauses and going on', async () => {
    const data = { channels: 1, classes: 4, trainImages: 10 };
    const limited = (flops: string) => rungs('asha', 1).replace('runtime:', `limits: { trainingFlops: ${flops} }\nruntime:`);
    const { evaluate, trained } = withCheckpoints();
    let spent = 0;
    for (const limit of ['200M', '400M', '600M']) {
      await run(store, limited(limit), { evaluate, data, resume: spent > 0 });
      const trials = await store.trials('study');
      const epochs = (number: number) => trained.filter((line) => line.startsWith(`trial ${number},`)).length;
      spent = trials.reduce((sum, { number, cost }) => sum + epochs(number) * 6 * cost.macs * data.trainImages, 0);
      // The candidate that reached the limit was finished.
      const last = Math.max(...trials.map(({ cost }) => 9 * 6 * cost.macs * data.trainImages));
      expect(spent).toBeGreaterThanOrEqual(Number.parseInt(limit, 10) * 1e6);
      expect(spent).toBeLessThan(Number.parseInt(limit, 10) * 1e6 + last);
    }
  });

  it('leaves the rungs as successive halving wants them: a third of those that came to a rung went on, whoever came first', async () => {
    await run(store, rungs('asha', 1), { evaluate: withCheckpoints().evaluate });
    const reached: number[] = [];
    for (const rung of [1, 3, 9]) {
      const epochs = await Promise.all((await store.trials('study')).map(epochsOf));
      reached.push(epochs.filter((count) => count >= rung).length);
    }
    expect(reached[0]).toBe(30);
    expect(reached[1]).toBeGreaterThanOrEqual(10);
    expect(reached[2]).toBeGreaterThanOrEqual(Math.floor(reached[1] / 3));
  });

  it('is taken up by the next run as well: interrupted anywhere, the study ends with the same trials as one that was not', async () => {
    const whole = await run(store, rungs('asha', 1), { evaluate: withCheckpoints().evaluate });
    const wholeTrials = await outcomes();
    for (const after of [7, 18, 33]) {
      store = await openStore('memory:');
      const { evaluate, trained } = withCheckpoints();
      const stop = new AbortController();
      const onEvent = () => void (trained.length === after && stop.abort());
      const first = await run(store, rungs('asha', 1), { evaluate, signal: stop.signal, onEvent });
      expect(first.interrupted).toBe(true);
      const second = await run(store, rungs('asha', 1), { evaluate, resume: true });
      expect(second.trials).toEqual(whole.trials);
      expect(await outcomes()).toEqual(wholeTrials);
      expect(new Set(trained).size).toBe(trained.length);
    }
  });

  const outcomes = async () =>
    (await store.trials('study')).map(({ architectureHash, state, accuracy }) => [architectureHash, state, accuracy]);
});
