/**
 * How fast equal budgets are solved: a matched family of 8, and 10,000 triples of step 1 laid out at one budget. Prints wall and CPU time of
 * this process, the first run (cold) and the median of the later ones. Run it after `npm run build`: `npx tsx bench/scaling/solve.ts`.
 */
import { cpus, loadavg } from 'node:os';
import { costOf, zoo } from '@isoflop/blocks';
import {
  compoundFactors,
  EFFICIENTNET_COEFFICIENTS,
  type EqualBudgetLayout,
  equalBudgetCandidates,
  matchFamily,
  simplexTriples,
} from '@isoflop/scaling';

interface Timed {
  readonly wallMilliseconds: number;
  readonly cpuMilliseconds: number;
}

function time(run: () => unknown): Timed {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  run();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMilliseconds: performance.now() - before, cpuMilliseconds: (user + system) / 1000 };
}

function report(what: string, target: number, run: () => unknown, repeats: number): void {
  const first = time(run);
  const rest = Array.from({ length: repeats }, () => time(run)).sort((a, b) => a.wallMilliseconds - b.wallMilliseconds);
  const { wallMilliseconds, cpuMilliseconds } = rest[Math.floor(repeats / 2)];
  const show = (ms: number) => `${ms.toFixed(0)} ms`;
  console.log(
    `${what}: ${show(wallMilliseconds)} (CPU ${show(cpuMilliseconds)}), the first time ${show(first.wallMilliseconds)} (CPU ${show(first.cpuMilliseconds)}); target ${target} ms`,
  );
}

const base = zoo('efficientnet_b0');
console.log(`${cpus().length} x ${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`);

const members = [0.5, 1, 2, 3, 4, 5, 6, 7].map((phi) => compoundFactors(EFFICIENTNET_COEFFICIENTS, phi));
let worst = 0;
report(
  'a family of 8 of EfficientNet-B0, matched in MACs',
  50,
  () => {
    const matches = matchFamily(base, members, { metric: 'macs', tolerance: 0.01, solveFor: 'auto' });
    worst = Math.max(...matches.map(({ gap }) => Math.abs(gap)));
  },
  21,
);
console.log(`  farthest from its target: ${(100 * worst).toFixed(2)} %`);

const triples = simplexTriples(140, 2);
let layout: EqualBudgetLayout | undefined;
report(
  `${triples.length} triples laid out at twice the MACs of EfficientNet-B0, to 1 %`,
  1000,
  () => {
    layout = equalBudgetCandidates(base, triples, { macs: 2 * costOf(base).macs, tolerance: 0.01 });
  },
  5,
);
if (layout) {
  const { candidates, shrinking, betweenSteps } = layout;
  console.log(
    `  ${candidates.length} networks; ${shrinking.length} triples would shrink the image, ${betweenSteps.length} lie between two steps`,
  );
}
