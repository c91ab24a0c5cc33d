/**
 * Draws the plots of docs/scaling.md. Run it after `npm run build`: `npx tsx bench/scaling/plots.ts [FOLDER]`.
 * All of them are counted or computed here and now; none needs a training run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOf, zoo } from '@isoflop/blocks';
import {
  BlockPricer,
  budgetExponents,
  compoundFactors,
  EFFICIENTNET_COEFFICIENTS,
  fitShapeLaw,
  nominalCost,
  optimalShape,
  parabolaExponent,
  phiForensics,
  RELEASED_ROWS,
  type ShapePoint,
  scale,
  tripleGrid,
} from '@isoflop/scaling';
import { type Plot, svgOf } from './svg-plot.js';

const folder = process.argv[2] ?? 'docs/images';
const BLUE = '#2563a8';
const RED = '#c2410c';
const GREEN = '#2f7d4f';

const base = zoo('efficientnet_b0');
const baseMacs = costOf(base).macs;
const pricer = new BlockPricer();
const times = (factors: Parameters<typeof scale>[1]) => pricer.price(scale(base, factors)).macs / baseMacs;

/** Counted cost over nominal cost along phi, and at the released members. */
function compoundCost(): Plot {
  const phis = Array.from({ length: 701 }, (_, i) => i / 100);
  const ratio = (factors: Parameters<typeof scale>[1]) => times(factors) / nominalCost(factors);
  const released = phiForensics().map(({ costPhi, factors }): [number, number] => [costPhi, ratio(factors)]);
  return {
    title: 'Counted over nominal cost of EfficientNet-B0, compound scaling',
    x: { label: 'phi', domain: [0, 7] },
    y: { label: 'counted / nominal', domain: [0.9, 1.8] },
    series: [
      {
        name: 'alpha 1.2, beta 1.1, gamma 1.15',
        color: BLUE,
        mark: 'line',
        points: phis.map((phi) => [phi, ratio(compoundFactors(EFFICIENTNET_COEFFICIENTS, phi))]),
      },
      { name: 'released B1 to B7, at the phi of their nominal cost', color: RED, mark: 'dots', points: released },
    ],
  };
}

/** Counted cost along the image size: a staircase with cliffs after multiples of 32. */
function pixelCliffs(): Plot {
  const sizes = Array.from({ length: 161 }, (_, i) => 192 + i);
  return {
    title: 'Counted cost of EfficientNet-B0 along the image size',
    x: { label: 'pixels', domain: [192, 352], ticks: [192, 224, 256, 288, 320, 352] },
    y: { label: 'MACs relative to 224 px', domain: [0.6, 2.6] },
    series: [
      {
        name: 'counted',
        color: BLUE,
        mark: 'line',
        points: sizes.map((size) => [size, times({ depth: 1, width: 1, resolution: size / 224 })]),
      },
      { name: 'nominal', color: GREEN, mark: 'line', points: sizes.map((size) => [size, (size / 224) ** 2]) },
    ],
  };
}

/** What the triples of step 1 really cost. */
function tripleCosts(): Plot {
  const grid = tripleGrid({ step: 0.05, product: 2, slack: 0.1 });
  const points = grid.map((triple): [number, number] => {
    const factors = compoundFactors(triple, 1);
    return [nominalCost(factors), times(factors)];
  });
  const [nominal, real] = [nominalCost, times].map((cost) => cost(compoundFactors(EFFICIENTNET_COEFFICIENTS, 1)));
  return {
    title: `Step 1: ${grid.length} triples that mean 2x (grid of 0.05), on EfficientNet-B0`,
    x: { label: 'nominal cost', domain: [1.88, 2.12] },
    y: { label: 'counted cost', domain: [1.8, 3.5] },
    series: [
      { name: 'triples', color: BLUE, mark: 'dots', points },
      { name: 'the published one', color: RED, mark: 'crosses', points: [[nominal, real]] },
      {
        name: 'equal',
        color: GREEN,
        mark: 'line',
        points: [
          [1.88, 1.88],
          [2.12, 2.12],
        ],
      },
    ],
  };
}

/** The ranges of phi that round to the released members, dimension by dimension. */
function phiRanges(): Plot {
  const rows = phiForensics();
  const along = (axis: 'depth' | 'width' | 'resolution', shift: number) => ({
    points: rows.map(({ implied }, i): [number, number] => [implied[axis].phi, rows.length - i + shift]),
    ranges: rows.map(({ implied }): readonly [number, number] => implied[axis].range ?? [implied[axis].phi, implied[axis].phi]),
    mark: 'ranges' as const,
  });
  return {
    title: 'All phi that round to the released depth, width and resolution',
    x: { label: 'phi (alpha 1.2, beta 1.1, gamma 1.15)', domain: [0, 7.5] },
    y: {
      label: 'member',
      domain: [0.4, 7.6],
      ticks: [1, 2, 3, 4, 5, 6, 7],
      format: (value) => RELEASED_ROWS[7 - value].name.toUpperCase(),
    },
    series: [
      { name: 'depth', color: BLUE, ...along('depth', 0.22) },
      { name: 'width', color: RED, ...along('width', 0) },
      { name: 'resolution', color: GREEN, ...along('resolution', -0.22) },
    ],
  };
}

const LAW = { floor: 0.05, depth: [0.05, 0.6], width: [0.08, 0.9] } as const;

/** Points of a known law without noise on the usual grid: the same depths at every budget. */
function knownValleys(): ShapePoint[][] {
  return [1, 2, 4, 8].map((budget) =>
    Array.from({ length: 9 }, (_, i) => {
      const depth = 0.8 * 8 ** ((i - 4) / 4);
      const width = Math.sqrt(budget / depth);
      const error = LAW.floor + LAW.depth[0] * depth ** -LAW.depth[1] + LAW.width[0] * width ** -LAW.width[1];
      return { shape: { depth, width, resolution: 1 }, macs: budget * 1e6, error };
    }),
  );
}

/** Iso-FLOP valleys, the fitted law and its optima. */
function valleys(): Plot {
  const budgets = knownValleys();
  const law = fitShapeLaw(budgets.flat());
  const powers = { law: budgetExponents(law).depth.value, parabola: parabolaExponent(budgets, 'depth') };
  const true_ = 1 / LAW.depth[1] / (1 / LAW.depth[1] + 2 / LAW.width[1]);
  const optima = budgets.map(([{ macs }]): [number, number] => {
    const { shape, error } = optimalShape(law, macs);
    return [shape.depth, error];
  });
  return {
    title: `Iso-FLOP valleys of a known law: depth ~ budget^${true_.toFixed(3)}; law ${powers.law.toFixed(3)}, parabolas ${powers.parabola.toFixed(3)}`,
    x: { label: 'depth factor', domain: [0.09, 7], log: true, ticks: [0.1, 0.2, 0.5, 1, 2, 5] },
    y: { label: 'error', domain: [0.1, 0.35] },
    series: [
      ...budgets.map((points, i) => ({
        name: `${2 ** i}M MACs`,
        color: ['#94b8dc', '#5b8fc4', BLUE, '#163f6e'][i],
        mark: 'line' as const,
        points: points.map(({ shape, error }): [number, number] => [shape.depth, error]),
      })),
      { name: 'optimum', color: RED, mark: 'crosses', points: optima },
    ],
  };
}

const plots: Readonly<Record<string, () => Plot>> = {
  'scaling-compound': compoundCost,
  'scaling-pixels': pixelCliffs,
  'scaling-triples': tripleCosts,
  'scaling-phi': phiRanges,
  'scaling-valleys': valleys,
};
for (const [name, draw] of Object.entries(plots)) {
  const file = join(folder, `${name}.svg`);
  writeFileSync(file, svgOf(draw()));
  console.log(file);
}
