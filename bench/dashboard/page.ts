/**
 * The page in figures: a study of 100,000 trials in headless Chromium.
 * `npm run bench:dashboard:page [-- --trials N --store FILE.db --out FILE]`; exits 1 where a target is missed.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBrowser } from '../../test/src/browser.js';
import { fillStudy } from './large-study.js';
import { measureBrushing } from './page/brushing.js';
import { measureFirstPaint } from './page/first-paint.js';
import { measureMemory } from './page/memory.js';
import { measureScrolling } from './page/scrolling.js';
import { startServer } from './page/start-server.js';

/** Loads of the page; the median counts, since another program may be in the way of one. */
const LOADS = 5;

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '100000' },
    store: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('./results/page.json', import.meta.url)) },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'isoflop-bench-page-'));

/** A figure, what it should be, and whether it is. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly reached: boolean;
}

const below = (name: string, value: number, unit: string, most: number): Figure => ({
  name,
  value: Math.round(value * 10) / 10,
  unit,
  target: `< ${most}`,
  reached: value < most,
});
const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

async function main(): Promise<boolean> {
  const trials = Number(values.trials);
  let { store } = values;
  if (store === undefined) {
    store = join(folder, 'studies.db');
    await fillStudy(store, { name: 'big', trials, seed: 1, say });
  }
  const server = await startServer(store);
  const browser = await openBrowser();
  try {
    const loads = [];
    for (let load = 0; load < LOADS; load++) {
      loads.push(await measureFirstPaint(browser, server.url));
      say(`load ${load + 1} of ${LOADS}: ${JSON.stringify(loads.at(-1))}`);
    }
    const brushing = await measureBrushing(browser, server.url);
    say(`brushing: ${JSON.stringify(brushing)}`);
    const scrolling = await measureScrolling(browser, server.url, trials);
    say(`scrolling: ${JSON.stringify(scrolling)}`);
    const memory = await measureMemory(browser, server.url);
    const figures: Figure[] = [
      below('JavaScript of the first load, gzipped', median(loads.map((load) => load.javaScriptBytes)) / 1000, 'kB', 350),
      below('first useful paint: front, axes and marks', median(loads.map((load) => load.paintMs)), 'ms', 1500),
      below('front interactive after its data', median(loads.map((load) => load.interactiveAfterDataMs)), 'ms', 500),
      {
        name: 'brushing two axes',
        value: brushing.framesPerSecond,
        unit: 'frames/s',
        target: '>= 30',
        reached: brushing.framesPerSecond >= 30,
      },
      {
        name: 'table scrolled through all rows',
        value: scrolling.lastTrial,
        unit: 'th trial reached',
        target: `= ${trials}`,
        reached: scrolling.lastTrial === trials && scrolling.emptyViews === 0,
      },
      below('memory of the page’s process, all views opened', memory.processMegabytes, 'MB', 400),
    ];
    for (const { name, value, unit, target, reached } of figures)
      say(`${name}: ${value} ${unit} (${target}): ${reached ? 'reached' : 'MISSED'}`);
    say(
      `median frame of brushing ${brushing.medianFrameMs} ms, of scrolling ${scrolling.medianFrameMs} ms; heap ${memory.heapMegabytes} MB; load ${loadavg()[0]!.toFixed(1)}`,
    );
    const machine = {
      processor: cpus()[0]?.model,
      cores: cpus().length,
      node: process.versions.node,
      browser: browser.version(),
      loadAverage: loadavg()[0],
    };
    writeFileSync(values.out, `${JSON.stringify({ machine, trials, figures, loads, brushing, scrolling, memory }, null, 2)}\n`);
    return figures.every(({ reached }) => reached);
  } finally {
    await browser.close();
    server.child.kill();
    await once(server.child, 'exit');
  }
}

try {
  if (!(await main())) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
