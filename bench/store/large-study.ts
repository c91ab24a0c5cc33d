import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { openStore, type ResultsStore, TRIAL_ORDERS } from '@isoflop/results-store';
import { benchOutcome, benchTrial } from './records.js';

const AT_ONCE = 64;
const PAGE = 50;

/** Fills a study through the store as a search does, then reads it. Times in milliseconds, memory in MiB. */
export async function measureLargeStudy(file: string, trials: number) {
  const filling = await fill(file, trials);
  const openMs = await timed(async () => {
    const store = await openStore(file, { create: false });
    await store.studies();
    await store.trials('bench', { limit: PAGE });
    await store.close();
  });
  const store = await openStore(file, { create: false });
  const firstFrontMs = await timed(() => store.front('bench'));
  const fronts = await repeat(15, () => store.front('bench'));
  const frontMembers = (await store.front('bench')).length;
  const pages = await pageTimes(store, trials);
  const beforeMiB = rssMiB();
  for (let offset = 0; offset < trials; offset += trials / 500) await store.trials('bench', { limit: PAGE, offset });
  const readGrowthMiB = rssMiB() - beforeMiB;
  await store.close();
  return {
    trials,
    fileMebibytes: Math.round(statSync(file).size / 2 ** 20),
    ...filling,
    openingMilliseconds: openMs,
    front: { members: frontMembers, first: firstFrontMs, median: median(fronts), worst: Math.max(...fronts) },
    page: pages,
    memoryGrowthOf500PagesMebibytes: readGrowthMiB,
    loadAverage: loadavg()[0],
  };
}

async function fill(file: string, trials: number) {
  const store = await openStore(file);
  await store.createStudy({ name: 'bench', spec: null });
  let next = 0;
  let memoryAtTenthMiB = 0;
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < trials) {
        const index = next++;
        const input = benchTrial(index);
        const trial = await store.startTrial((await store.createTrial('bench', input)).id);
        await store.finishTrial(trial, benchOutcome(index, input.cost));
        if (index === trials / 10) memoryAtTenthMiB = rssMiB();
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  const memoryAtEndMiB = rssMiB();
  await store.close();
  return {
    fill: {
      transitionsPerSecond: Math.round((3 * trials) / seconds),
      memoryMebibytes: { afterTenth: memoryAtTenthMiB, atEnd: memoryAtEndMiB },
    },
  };
}

/** Every order in both directions, at the beginning, in the middle and at the end, and filtered by state. */
async function pageTimes(store: ResultsStore, trials: number) {
  const times: { query: string; ms: number }[] = [];
  for (const orderBy of TRIAL_ORDERS) {
    for (const direction of ['ascending', 'descending'] as const) {
      for (const offset of [0, trials / 2, trials - PAGE]) {
        const page = () => store.trials('bench', { orderBy, direction, offset, limit: PAGE });
        times.push({ query: `${orderBy} ${direction} from ${offset}`, ms: median(await repeat(3, page)) });
      }
    }
  }
  for (const states of [['complete'], ['failed']] as const) {
    const page = () => store.trials('bench', { states, limit: PAGE });
    times.push({ query: `number, ${states[0]} only`, ms: median(await repeat(3, page)) });
  }
  times.sort((a, b) => a.ms - b.ms);
  return { queries: times.length, median: times[times.length >> 1]!.ms, worst: times.at(-1)! };
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) taken.push(await timed(work));
  return taken;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.round((performance.now() - startMs) * 10) / 10;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function rssMiB(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
