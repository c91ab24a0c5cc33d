import { type Architecture, costOf } from '@isoflop/blocks';
import { accuracyRows } from '../lib/accuracy-plot.js';
import type { Experiment, TrainedNetwork } from '../lib/experiment.js';
import { batchMillisecondsOf } from '../lib/latency.js';
import { matched, networkOf } from '../lib/networks.js';
import { accuracyText, differenceOf, differenceText, millions, percent, signOf, thousands, toldOf } from '../lib/render.js';

/** A module alone on a map, by formula and measured. */
interface ModuleCost {
  readonly name: string;
  readonly formula: number;
  readonly counted: number;
  readonly milliseconds: number;
}

interface Results {
  readonly modules: readonly ModuleCost[];
  readonly networks: readonly TrainedNetwork[];
}

interface Module {
  readonly pointwise: number;
  readonly reduce3: number;
  readonly conv3: number;
  readonly reduce5: number;
  readonly conv5: number;
  readonly poolProjection: number;
}

/** GoogLeNet's module 3a on its 192 channels at 28x28. */
const MODULE_3A: Module = { pointwise: 64, reduce3: 96, conv3: 128, reduce5: 16, conv5: 32, poolProjection: 32 };
const MAP = { side: 28, channels: 192 };
const naive = (module: Module): Module => ({ ...module, reduce3: 0, reduce5: 0, poolProjection: 0 });
const macsOf = ({ pointwise, reduce3, conv3, reduce5, conv5, poolProjection }: Module) =>
  MAP.side ** 2 *
  (MAP.channels * (pointwise + reduce3 + reduce5 + poolProjection) +
    9 * (reduce3 || MAP.channels) * conv3 +
    25 * (reduce5 || MAP.channels) * conv5);

/** A module for networks of this experiment: 3a's proportions, `size` channels out of the 1x1 branch. */
const small = (size: number): Module => {
  const channels = (times: number) => Math.max(1, Math.round(times * size));
  return {
    pointwise: channels(1),
    reduce3: channels(1.5),
    conv3: channels(2),
    reduce5: channels(0.25),
    conv5: channels(0.5),
    poolProjection: channels(0.5),
  };
};
const SIZE = 10;

const alone = (name: string, module: Module) =>
  networkOf({ ...MAP, name, stem: [], stages: [{ kind: 'inception', norm: 'batch', ...module }] });

/** Stem, two modules, pooling, two modules of twice the size. */
const network = (name: string, change: (module: Module) => Module, size: number): Architecture => {
  const module = (times: number) => ({ kind: 'inception', norm: 'batch', ...change(small(times * size)) }) as const;
  return networkOf({
    name,
    stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 2 }],
    stages: [module(1), module(1), { kind: 'pool', function: 'max', kernel: 3, stride: 2 }, module(2), module(2)],
  });
};
const equal = (name: string, change: (module: Module) => Module, macs: number) =>
  matched((eighths) => network(name, change, eighths / 8), 'macs', macs);

/** A branch cannot be left out; one channel is next to nothing. */
const ABLATIONS: Readonly<Record<string, (module: Module) => Module>> = {
  'without the 1x1 branch': (module) => ({ ...module, pointwise: 1 }),
  'without the 3x3 branch': (module) => ({ ...module, reduce3: 1, conv3: 1 }),
  'without the 5x5 branch': (module) => ({ ...module, reduce5: 1, conv5: 1 }),
  'without the pooling branch': (module) => ({ ...module, poolProjection: 1 }),
};

export const experiment: Experiment<Results> = {
  title: 'Inception modules',
  claim:
    'Branches of several kernel sizes side by side, with 1x1 reductions before the large ones, give more accuracy for the same computation than the naive module ' +
    '(Szegedy et al. 2014, sections 3 and 4).',
  training: { full: { seeds: 5 } },
  setup: () =>
    "GoogLeNet's module 3a (192 channels at 28x28) with and without its reductions: multiply-adds by formula and counted, time of a batch of 32 images (the median of many runs, the least of three rounds). Then networks " +
    'of a stem and four modules with batch normalisation, sized to equal multiply-adds: reduced, naive, plain 3x3 convolutions, and one branch at a time cut down to a ' +
    'single channel.',
  async run({ mode, train, say }) {
    say('  timing modules');
    const variants = [
      ['reduced (3a)', MODULE_3A],
      ['naive', naive(MODULE_3A)],
    ] as const;
    const built = variants.map(([name, module]) => alone(name, module));
    const times = await batchMillisecondsOf(built, mode);
    const modules = variants.map(([name, module], i) => {
      const channels = module.pointwise + module.conv3 + module.conv5 + (module.poolProjection || MAP.channels);
      return {
        name,
        formula: macsOf(module),
        counted: costOf(built[i]).macs - channels * 10,
        milliseconds: times[i],
      };
    });
    const reduced = network('reduced', (module) => module, SIZE);
    const { macs } = costOf(reduced);
    const plain = (width: number) =>
      networkOf({
        name: 'plain 3x3 convolutions',
        stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 2 }],
        stages: [
          [{ kind: 'conv', channels: width, kernel: 3 }, 2],
          { kind: 'pool', function: 'max', kernel: 3, stride: 2 },
          [{ kind: 'conv', channels: 2 * width, kernel: 3 }, 2],
        ],
      });
    const ablated = Object.entries(ABLATIONS).map(([name, change]) => equal(name, change, macs));
    return {
      modules,
      networks: await train({
        name: 'networks',
        networks: [reduced, equal('naive', naive, macs), matched(plain, 'macs', macs), ...ablated],
      }),
    };
  },
  tables: ({ modules, networks }) => [
    {
      title: 'One module',
      columns: ['module', 'multiply-adds by formula', 'counted', 'batch of 32, ms'],
      rows: modules.map(({ name, formula, counted, milliseconds }) => [
        name,
        millions(formula),
        millions(counted),
        milliseconds.toFixed(1),
      ]),
    },
    {
      title: 'Networks at equal multiply-adds',
      columns: ['network', 'multiply-adds', 'parameters', 'accuracy', 'against reduced'],
      rows: networks.map((one, i) => [
        one.name,
        millions(one.macs),
        thousands(one.params),
        accuracyText(one),
        i === 0 ? '' : differenceText(differenceOf(one, networks[0])),
      ]),
    },
  ],
  plots: ({ networks }) => ({
    accuracy: accuracyRows('networks of inception modules at equal multiply-adds', networks),
  }),
  verdict({ modules: [reduced, plain], networks }) {
    const against = networks.slice(1).map((other) => differenceOf(networks[0], other));
    const [naiveOne, convolutions, ...ablated] = against;
    const told = ablated.flatMap((difference, i) => (signOf(difference) === 'more' ? [networks[3 + i].name] : []));
    const unseen = Math.max(...ablated.map((difference) => difference?.high ?? Number.NaN));
    return [
      `The reductions bring a module to ${percent(reduced.counted / plain.counted)} of the multiply-adds and ${percent(reduced.milliseconds / plain.milliseconds)} of the time.`,
      `Reduced against naive at equal multiply-adds: ${differenceText(naiveOne)}. The claim for the reductions ${toldOf(naiveOne)}.`,
      `Reduced against plain 3x3 convolutions: ${differenceText(convolutions)}. The claim for branches ${toldOf(convolutions)}.`,
      told.length > 0
        ? `Less accurate where the multiply-adds of a branch go to the others: ${told.join(', ')}.`
        : 'No branch is seen to be missed where its multiply-adds go to the others; the intervals leave room for a loss of ' +
          `${Number.isFinite(unseen) ? `up to ${(100 * unseen).toFixed(1)} points` : 'any size'}.`,
    ];
  },
};
