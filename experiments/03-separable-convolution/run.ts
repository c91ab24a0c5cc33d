import { costOf } from '@isoflop/blocks';
import { accuracyPlot } from '../lib/accuracy-plot.js';
import type { Experiment, TrainedNetwork } from '../lib/experiment.js';
import { batchMillisecondsOf } from '../lib/latency.js';
import { matched, networkOf } from '../lib/networks.js';
import { accuracyText, differenceOf, differenceText, millions, percent, thousands, toldOf } from '../lib/render.js';

/** A layer of equal input and output channels on a square map, as one convolution and as a separable one. */
interface Layer {
  readonly channels: number;
  readonly kernel: number;
  readonly side: number;
  readonly macs: { readonly full: number; readonly separable: number };
  readonly milliseconds: { readonly full: number; readonly separable: number };
}

interface Multiplied {
  readonly width: number;
  readonly side: number;
  readonly network: TrainedNetwork;
}

interface Results {
  readonly layers: readonly Layer[];
  readonly pair: { readonly separable: TrainedNetwork; readonly full: TrainedNetwork; readonly sameShape: TrainedNetwork };
  readonly multipliers: readonly Multiplied[];
}

const LAYERS = [
  { channels: 32, kernel: 3, side: 28 },
  { channels: 64, kernel: 3, side: 28 },
  { channels: 128, kernel: 3, side: 14 },
  { channels: 64, kernel: 5, side: 28 },
  { channels: 64, kernel: 7, side: 28 },
] as const;
const BASE = 16;
const WIDTHS = [0.5, 0.75, 1] as const;
const SIDES = [20, 24, 28] as const;

/** Two of them, so that entering and leaving the network weigh less. */
const layerOf = ({ channels, kernel, side }: (typeof LAYERS)[number], kind: 'conv' | 'separable') =>
  networkOf({ name: kind, side, channels, stem: [], stages: [[{ kind, channels, kernel, activation: 'relu6' }, 2]] });

const bodyOf = (kind: 'conv' | 'separable', name: string, width: number, side = 28) => {
  const channels = (times: number) => Math.max(1, Math.round(times * BASE * width));
  return networkOf({
    ...{ name, side },
    stem: [{ kind: 'conv', channels: channels(1), kernel: 3, stride: 2, activation: 'relu6' }],
    stages: [
      { kind, channels: channels(2), kernel: 3, activation: 'relu6' },
      { kind, channels: channels(4), kernel: 3, stride: 2, activation: 'relu6' },
      { kind, channels: channels(4), kernel: 3, activation: 'relu6' },
      { kind, channels: channels(8), kernel: 3, stride: 2, activation: 'relu6' },
    ],
  });
};
const separable = (width: number, side: number) => bodyOf('separable', `width ${width}, ${side} px`, width, side);

/** Accuracies averaged over networks, seed by seed; a seed is left out where one of them failed. */
function meanBySeed(networks: readonly TrainedNetwork[]): Pick<TrainedNetwork, 'accuracies'> {
  const seeds = networks[0].accuracies.map((_, seed) => networks.map(({ accuracies }) => accuracies[seed]));
  return {
    accuracies: seeds.map((own) =>
      own.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one / own.length), 0),
    ),
  };
}

/** Without what is not a layer: pooling and classifier cost the same in both. */
const formula = ({ channels, kernel }: Pick<Layer, 'channels' | 'kernel'>) => 1 / channels + 1 / kernel ** 2;
const ratio = ({ full, separable: cheap }: Layer['macs']) => cheap / full;

export const experiment: Experiment<Results> = {
  title: 'Separable convolutions',
  claim:
    'A depthwise and a 1x1 convolution cost 1/C + 1/k² of a full k x k convolution with C output channels and lose little accuracy; width and resolution multipliers ' +
    'trade cost for accuracy smoothly (Howard et al. 2017, sections 3.1 to 3.4 and tables 4, 6 and 7).',
  setup: () =>
    'Two layers of equal input and output channels, counted and timed: the median of many runs of a batch of 32 images, the least of three rounds. ' +
    `Then networks of a stem and four layers, ${BASE} channels doubling: separable against full convolutions at equal multiply-adds (the full ones narrower) ` +
    `and at equal shape; and the separable network at widths ${WIDTHS.join(', ')} and ${SIDES.join(', ')} pixels.`,
  async run({ mode, train, say }) {
    say('  timing layers');
    const pairs = LAYERS.map((layer) => [layerOf(layer, 'conv'), layerOf(layer, 'separable')] as const);
    const times = await batchMillisecondsOf(pairs.flat(), mode);
    const layers = LAYERS.map((layer, i) => {
      const classifier = layer.channels * 10;
      const [full, cheap] = pairs[i].map((network) => (costOf(network).macs - classifier) / 2);
      return { ...layer, macs: { full, separable: cheap }, milliseconds: { full: times[2 * i], separable: times[2 * i + 1] } };
    });
    const grid = WIDTHS.flatMap((width) => SIDES.map((side) => ({ width, side })));
    const base = separable(1, 28);
    const networks = await train({
      name: 'networks',
      networks: [
        matched((size) => bodyOf('conv', 'full convolutions, equal multiply-adds', size / BASE), 'macs', costOf(base).macs),
        bodyOf('conv', 'full convolutions, equal shape', 1),
        ...grid.map(({ width, side }) => separable(width, side)),
      ],
    });
    const [full, sameShape, ...multiplied] = networks;
    return {
      layers,
      pair: { separable: multiplied[multiplied.length - 1], full, sameShape },
      multipliers: grid.map((place, i) => ({ ...place, network: multiplied[i] })),
    };
  },
  tables: ({ layers, pair, multipliers }) => [
    {
      title: 'One layer: cost of separable against full, by formula, counted and timed',
      columns: ['channels', 'kernel', 'map', '1/C + 1/k²', 'counted', 'timed', 'full, ms', 'separable, ms'],
      rows: layers.map(({ milliseconds, macs, ...layer }) => [
        ...[layer.channels, layer.kernel, layer.side].map(String),
        percent(formula(layer)),
        percent(ratio(macs)),
        percent(ratio(milliseconds)),
        ...[milliseconds.full, milliseconds.separable].map((time) => time.toFixed(2)),
      ]),
    },
    {
      title: 'Separable against full convolutions',
      columns: ['network', 'multiply-adds', 'parameters', 'accuracy'],
      rows: [{ ...pair.separable, name: 'separable' }, pair.full, pair.sameShape].map((network) => [
        network.name,
        millions(network.macs),
        thousands(network.params),
        accuracyText(network),
      ]),
    },
    {
      title: 'Multipliers, as in MobileNetV1',
      columns: ['width', 'pixels', 'multiply-adds', 'parameters', 'accuracy'],
      rows: multipliers.map(({ width, side, network }) => [
        String(width),
        String(side),
        millions(network.macs),
        thousands(network.params),
        accuracyText(network),
      ]),
    },
  ],
  plots: ({ pair, multipliers }) => ({
    multipliers: accuracyPlot('width and resolution multipliers', { label: 'multiply-adds', log: true, format: millions }, [
      ...SIDES.map((side) => ({
        name: `${side} px`,
        networks: multipliers.filter((one) => one.side === side).map(({ network }) => network),
        x: ({ macs }: TrainedNetwork) => macs,
        line: true,
      })),
      { name: 'full convolutions', networks: [pair.full, pair.sameShape], x: ({ macs }) => macs },
    ]),
  }),
  verdict({ layers, pair, multipliers }) {
    const worst = Math.max(...layers.map((layer) => Math.abs(ratio(layer.macs) / formula(layer) - 1)));
    const slower = layers.map(({ milliseconds, macs }) => ratio(milliseconds) / ratio(macs));
    const equalMacs = differenceOf(pair.separable, pair.full);
    const equalShape = differenceOf(pair.separable, pair.sameShape);
    const averaged = (of: (one: Multiplied) => boolean) => meanBySeed(multipliers.filter(of).map(({ network }) => network));
    const byWidth = differenceOf(
      averaged(({ width }) => width === WIDTHS[2]),
      averaged(({ width }) => width === WIDTHS[0]),
    );
    const bySide = differenceOf(
      averaged(({ side }) => side === SIDES[2]),
      averaged(({ side }) => side === SIDES[0]),
    );
    return [
      `${worst < 1e-9 ? 'Counted costs are those of the formula' : `Counted costs follow the formula to ${percent(worst, 2)}`}. Times are not: separable layers take ` +
        `${Math.min(...slower).toFixed(1)} to ${Math.max(...slower).toFixed(1)} times what their share of the multiply-adds says.`,
      `Separable against full at equal shape: ${differenceText(equalShape)}, for ${percent(pair.separable.macs / pair.sameShape.macs)} of the multiply-adds.`,
      `At equal multiply-adds: ${differenceText(equalMacs)}. That separable convolutions are the better way to spend them ${toldOf(equalMacs)}.`,
      `Width ${WIDTHS[0]} to ${WIDTHS[2]}, averaged over resolutions: ${differenceText(byWidth)}. ${SIDES[0]} to ${SIDES[2]} pixels, averaged over widths: ` +
        `${differenceText(bySide)}.`,
    ];
  },
};
