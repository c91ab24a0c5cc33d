/**
 * How fast equal budgets are solved: a matched family of 8 the first time that a process does it (before its code is compiled) and afterwards, and
 * 10,000 triples of step 1 laid out at one budget. Run it after `npm run build`: `npx tsx bench/scaling/solve.ts [FILE]`; exits 1 where a target is missed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { costOf, zoo } from '@isoflop/blocks';
import { compoundFactors, EFFICIENTNET_COEFFICIENTS, equalBudgetCandidates, matchFamily, simplexTriples } from '@isoflop/scaling';

const SELF = fileURLToPath(import.meta.url);
const FRESH_PROCESSES = 11;
const base = zoo('efficientnet_b0');

const tasks = {
  family: {
    what: 'a family of 8 of EfficientNet-B0, each matched to 1 % in MACs',
    targetMs: 50,
    repeats: 21,
    run: () => {
      const members = [0.5, 1, 2, 3, 4, 5, 6, 7].map((phi) => compoundFactors(EFFICIENTNET_COEFFICIENTS, phi));
      const matches = matchFamily(base, members, { metric: 'macs', tolerance: 0.01, solveFor: 'auto' });
      return { farthest: Math.max(...matches.map(({ gap }) => Math.abs(gap))) };
    },
  },
  triples: {
    what: '10,011 triples of step 1 laid out at twice the MACs of EfficientNet-B0, to 1 %',
    targetMs: 1000,
    repeats: 5,
    run: () => {
      const budget = { macs: 2 * costOf(base).macs, tolerance: 0.01 };
      const { candidates, shrinking, betweenSteps } = equalBudgetCandidates(base, simplexTriples(140, 2), budget);
      return { networks: candidates.length, shrinking: shrinking.length, betweenSteps: betweenSteps.length };
    },
  },
};
type TaskName = keyof typeof tasks;

interface Timed {
  readonly wallMs: number;
  readonly cpuMs: number;
}

function time(run: () => unknown): Timed {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  run();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs: performance.now() - before, cpuMs: (user + system) / 1000 };
}

function median(times: readonly Timed[]): Timed {
  const of = (key: keyof Timed) => Math.round(times.map((one) => one[key]).sort((a, b) => a - b)[times.length >> 1] * 10) / 10;
  return { wallMs: of('wallMs'), cpuMs: of('cpuMs') };
}

/** The first run of a process of its own. */
function first(name: TaskName): Timed {
  return JSON.parse(execFileSync(process.execPath, [...process.execArgv, SELF, '--first', name], { encoding: 'utf8' }));
}

function measure(name: TaskName) {
  const { what, targetMs, repeats, run } = tasks[name];
  const result = run();
  const later = median(Array.from({ length: repeats }, () => time(run)));
  const fresh = median(Array.from({ length: FRESH_PROCESSES }, () => first(name)));
  console.log(
    `${what}: ${later.wallMs} ms (CPU ${later.cpuMs}), the first time ${fresh.wallMs} ms (CPU ${fresh.cpuMs}); target ${targetMs} ms; ${JSON.stringify(result)}`,
  );
  return { what, targetMs, firstInAFreshProcess: fresh, later, met: fresh.wallMs < targetMs, result };
}

if (process.argv[2] === '--first') {
  console.log(JSON.stringify(time(tasks[process.argv[3] as TaskName].run)));
} else {
  const machine = `${cpus().length} x ${cpus()[0].model}, Node ${process.version}`;
  const measured = (Object.keys(tasks) as TaskName[]).map(measure);
  const document = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    loadAverage: Number(loadavg()[0].toFixed(1)),
    medians: measured,
  };
  const file = process.argv[2] ?? fileURLToPath(new URL('./results/solve.json', import.meta.url));
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  if (measured.some(({ met }) => !met)) process.exitCode = 1;
}
