/**
 * How fast and in how little memory networks are priced, beside counting one with torch hooks.
 * Run it after `npm run build`: `npm run bench:cost -- [--out bench/results/cost.json] [--candidates 10000000] [--check 100000]`.
 * The torch figures need Debian's python3-torch and python3-torchvision; without them the other figures are still printed.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compilePricing, costOf, zoo } from '@isoflop/blocks';
import { drawGenes, mbconvChoices } from './cost-space.js';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    candidates: { type: 'string', default: '10000000' },
    check: { type: 'string', default: '100000' },
    'only-pricing': { type: 'boolean', default: false },
  },
});
const NETWORK = 'efficientnet_b0';

/** Draws and prices candidates one after another; keeps only sums. Runs in a process of its own, whose memory is then this work's alone. */
function pricingFigures(candidates: number) {
  const rssBefore = process.memoryUsage().rss;
  const compileStart = performance.now();
  const pricing = compilePricing(mbconvChoices);
  const compileSeconds = (performance.now() - compileStart) / 1000;
  const genes = new Int32Array(pricing.choices.length);
  let state = 1;
  let macs = 0;
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  for (let i = 0; i < candidates; i++) {
    state = drawGenes(genes, pricing.choices, state);
    macs += pricing.price(genes).macs;
  }
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuStart);
  return {
    candidates,
    compileSeconds,
    candidatesPerSecond: candidates / seconds,
    candidatesPerCpuSecond: candidates / ((cpu.user + cpu.system) / 1e6),
    meanMacs: macs / candidates,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    megabytesBefore: rssBefore / 2 ** 20,
    spaceSize: pricing.choices.reduce((product, count) => product * count, 1),
  };
}

/** The same in a fresh process. */
function pricingInChild(candidates: number): ReturnType<typeof pricingFigures> {
  const script = fileURLToPath(import.meta.url);
  const args = [...process.execArgv, script, '--only-pricing', '--candidates', String(candidates)];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`cost.bench: the pricing process failed: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** Candidates whose price differs from `costOf` of the same network. */
function disagreements(count: number): number {
  const pricing = compilePricing(mbconvChoices);
  const genes = new Int32Array(pricing.choices.length);
  let state = 2;
  let wrong = 0;
  for (let i = 0; i < count; i++) {
    state = drawGenes(genes, pricing.choices, state);
    const price = pricing.price(genes);
    const cost = costOf(pricing.architecture(genes));
    if ((Object.keys(price) as (keyof typeof price)[]).some((field) => price[field] !== cost[field])) wrong++;
  }
  return wrong;
}

/** Milliseconds of one call: the median and the best of batches. */
function millisecondsOf(run: () => void): { median: number; best: number } {
  const CALLS = 50;
  const batches = Array.from({ length: 60 }, () => {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) run();
    return (performance.now() - start) / CALLS;
  }).sort((a, b) => a - b);
  return { median: batches[batches.length / 2], best: batches[0] };
}

interface TorchFigures {
  readonly torch: string;
  readonly torchvision: string;
  readonly params: number;
  readonly macs: number;
  readonly buildSeconds: number;
  readonly countSeconds: number;
}

/** Debian's Python, which has its torch; undefined where there is none. */
function torchFigures(): TorchFigures | undefined {
  const script = fileURLToPath(new URL('cost_torch.py', import.meta.url));
  const child = spawnSync('/usr/bin/python3', [script, NETWORK, '224', '9'], { encoding: 'utf8' });
  if (child.status !== 0) {
    console.error(`torch cannot count here: ${(child.error?.message ?? child.stderr).trim().split('\n').at(-1)}`);
    console.error('apt-get install python3-torch python3-torchvision brings it; going on with the other figures.');
    return undefined;
  }
  return JSON.parse(child.stdout);
}

function report(): void {
  const architecture = zoo(NETWORK);
  const cost = costOf(architecture);
  const costMilliseconds = millisecondsOf(() => costOf(architecture));
  const pricing = pricingInChild(Number(options.candidates));
  const checked = Number(options.check);
  const wrong = disagreements(checked);
  const torch = torchFigures();
  const torchRatio = torch && (torch.countSeconds * 1000) / costMilliseconds.median;
  const machine = `${cpus().length} x ${cpus()[0].model}, Node ${process.version}`;
  if (options.out !== undefined) {
    const date = new Date().toISOString().slice(0, 10);
    const figures = {
      date,
      machine,
      load: loadavg()[0],
      network: NETWORK,
      costMilliseconds,
      pricing,
      checked,
      disagreements: wrong,
      torch,
      torchRatio,
    };
    writeFileSync(options.out, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
  console.log(machine);
  console.log(
    `costOf(${NETWORK}): ${costMilliseconds.median.toFixed(3)} ms median, ${costMilliseconds.best.toFixed(3)} ms best of 60 batches of 50`,
  );
  const million = (rate: number) => (rate / 1e6).toFixed(2);
  console.log(
    `compiled pricing: ${million(pricing.candidatesPerSecond)} million candidates a second by the clock, ${million(pricing.candidatesPerCpuSecond)} million per second of one core, drawing them included (${pricing.candidates} of ${pricing.spaceSize.toExponential(1)}; compiled in ${pricing.compileSeconds.toFixed(1)} s)`,
  );
  console.log(
    `its memory: ${pricing.peakMegabytes.toFixed(0)} MB at the peak, of which ${pricing.megabytesBefore.toFixed(0)} MB before it began`,
  );
  console.log(`agreement with costOf: ${checked - wrong} of ${checked} random candidates, to the integer`);
  if (torch) {
    console.log(
      `torch ${torch.torch} hooks on ${NETWORK}: ${(torch.countSeconds * 1000).toFixed(1)} ms (and ${(torch.buildSeconds * 1000).toFixed(0)} ms to build it), ${torchRatio?.toFixed(0)} times costOf`,
    );
  }
  if (wrong > 0 || (torch && (torch.params !== cost.params || torch.macs !== cost.macs))) {
    console.error('cost.bench: counts disagree');
    process.exitCode = 1;
  }
}

if (options['only-pricing']) console.log(JSON.stringify(pricingFigures(Number(options.candidates))));
else report();
