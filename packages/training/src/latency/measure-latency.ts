import type { ImageSplit } from '../data/dataset.js';
import type { Engine } from '../engines/engine.js';
import { quantile } from './quantile.js';

/** How long a network takes for so many images at once, from bytes to logits in the memory of this process. */
export interface BatchLatency {
  readonly batch: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Timed, without those to warm up. */
  readonly runs: number;
}

/** Of one image, then of a batch where there are images for one. */
export type Latency = readonly [BatchLatency, ...BatchLatency[]];

export interface LatencyOptions {
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs between measurements: lets the process answer messages, and throws to stop. */
  readonly pause: () => Promise<void>;
  /** Of the second measurement; 32 unless given. */
  readonly batch?: number;
  /** Milliseconds after which no further run of a measurement is started, once there are five; 1500 unless given. */
  readonly longestMs?: number;
}

/** The first runs prepare graphs and caches. */
const WARM_UP = { runs: 3, milliseconds: 100 };
/** Enough for a 95th percentile where that takes less than a second or two; a network of seconds is told apart by fewer. */
const FEWEST_RUNS = 5;
const MOST_RUNS = 100;
const LONGEST_MS = 1500;

/**
 * Times a network with whatever weights it has, in inference mode. The device is synchronised: a run ends when its logits are here. Other work of the
 * machine makes it slower, which the median forgives and the 95th percentile shows.
 */
export async function measureLatency(engine: Pick<Engine, 'predict'>, split: ImageSplit, options: LatencyOptions): Promise<Latency> {
  const { batch = 32 } = options;
  const one = await measureBatch(engine, split, 1, options);
  return split.count < batch ? [one] : [one, await measureBatch(engine, split, batch, options)];
}

async function measureBatch(
  engine: Pick<Engine, 'predict'>,
  split: ImageSplit,
  batch: number,
  { now, pause, longestMs = LONGEST_MS }: LatencyOptions,
): Promise<BatchLatency> {
  const places = split.count - batch + 1;
  const begun = now();
  for (let run = 0; run < WARM_UP.runs || (run < MOST_RUNS && now() - begun < WARM_UP.milliseconds); run++) {
    await engine.predict(split, run % places, batch);
    await pause();
  }
  const times: number[] = [];
  const started = now();
  while (times.length < FEWEST_RUNS || (times.length < MOST_RUNS && now() - started < longestMs)) {
    const before = now();
    await engine.predict(split, times.length % places, batch);
    times.push(now() - before);
    await pause();
  }
  return { batch, medianMs: quantile(times, 0.5), p95Ms: quantile(times, 0.95), runs: times.length };
}
