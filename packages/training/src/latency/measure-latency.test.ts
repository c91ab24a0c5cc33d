import { describe, expect, it } from 'vitest';
import { measureLatency } from './measure-latency.js';
import { quantile } from './quantile.js';

const split = (count: number) => ({ images: new Uint8Array(count), labels: new Int32Array(count), count });
const pause = async () => {};

/** A device on which a run takes what `milliseconds` says, by a clock that only it moves. */
function device(milliseconds: (run: number, batch: number) => number) {
  let clock = 0;
  const calls: { start: number; batch: number }[] = [];
  const predict = async (_: unknown, start: number, batch: number) => {
    calls.push({ start, batch });
    clock += milliseconds(calls.length - 1, batch);
    return new Float32Array();
  };
  return { engine: { predict }, now: () => clock, calls };
}

describe('measureLatency', () => {
  it('gives median and 95th percentile of one image and of a batch, without the runs to warm up', async () => {
    const { engine, now } = device((run, batch) => (run < 3 ? 1000 : batch * (10 + (run % 10 === 0 ? 90 : 0))));
    const [one, many] = await measureLatency(engine, split(40), { now, pause });
    expect(one).toMatchObject({ batch: 1, medianMs: 10 });
    expect(one.p95Ms).toBe(100);
    expect(one.runs).toBeGreaterThan(50);
    expect(many).toMatchObject({ batch: 32, medianMs: 320 });
  });

  it('takes as many runs as a second or two allow, at least five and at most a hundred', async () => {
    const slow = { ...device(() => 5000), pause };
    expect((await measureLatency(slow.engine, split(1), slow))[0]).toMatchObject({ runs: 5, medianMs: 5000 });
    const quick = { ...device(() => 0.01), pause };
    expect((await measureLatency(quick.engine, split(1), quick))[0]).toMatchObject({ runs: 100 });
    const hurried = { ...device(() => 10), pause, longestMs: 70 };
    expect((await measureLatency(hurried.engine, split(1), hurried))[0]).toMatchObject({ runs: 7 });
  });

  it('measures only one image where there are too few for a batch, and reads no image that is not there', async () => {
    const { engine, now, calls } = device(() => 1);
    expect(await measureLatency(engine, split(31), { now, pause })).toHaveLength(1);
    for (const { start, batch } of calls) expect(start + batch).toBeLessThanOrEqual(31);
  });
});

it('interpolates quantiles as R, NumPy and spreadsheets do', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12);
  expect(quantile([7], 0.95)).toBe(7);
});
