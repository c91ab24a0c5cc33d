import { costOf } from '@isoflop/blocks';
import { accuracyRows } from '../lib/accuracy-plot.js';
import type { Experiment, TrainedNetwork } from '../lib/experiment.js';
import { matched, networkOf } from '../lib/networks.js';
import { accuracyText, differenceOf, differenceText, millions, percent, thousands, toldOf } from '../lib/render.js';
import { type Loss, lossOf, throughRelu } from './manifold.js';
import { manifoldPlot, type Picture } from './manifold-plot.js';

interface Results {
  readonly losses: readonly Loss[];
  /** One drawing of each. */
  readonly pictures: readonly Picture[];
  readonly networks: readonly TrainedNetwork[];
}

const DIMENSIONS = [2, 3, 5, 15, 30] as const;
const MATRICES = 200;
const WIDTH = 16;
const EXPANSION = 4;

const stem = [{ kind: 'conv', channels: WIDTH, kernel: 3, stride: 2, activation: 'relu6' }] as const;
const head = [{ kind: 'conv', channels: 64, kernel: 1, activation: 'relu6' }] as const;
/** Channels and stride of the blocks. */
const BLOCKS = [
  [WIDTH, 1],
  [WIDTH, 1],
  [24, 2],
  [24, 1],
  [24, 1],
] as const;

const bottleneck = (name: string, projectionActivation: 'linear' | 'relu6') =>
  networkOf({
    ...{ name, stem, head },
    stages: BLOCKS.map(([channels, stride]) => ({ kind: 'mbconv', channels, stride, expansion: EXPANSION, projectionActivation }) as const),
  });
/** The same three convolutions without the shortcut around them. */
const withoutShortcut = () =>
  networkOf({
    ...{ name: 'linear bottleneck, no shortcut', stem, head },
    stages: BLOCKS.flatMap(([channels, stride], i) => {
      const entering = i === 0 ? WIDTH : BLOCKS[i - 1][0];
      return [
        { kind: 'conv', channels: EXPANSION * entering, kernel: 1, activation: 'relu6' },
        { kind: 'separable', channels, stride, pointwiseActivation: 'linear' },
      ] as const;
    }),
  });
/** Shortcuts between the wide ends, the depthwise convolution in the narrow middle. */
const wideShortcut = (narrow: number) =>
  networkOf({
    ...{ name: 'shortcut between wide layers', head },
    stem: [{ kind: 'conv', channels: EXPANSION * narrow, kernel: 3, stride: 2, activation: 'relu6' }],
    stages: BLOCKS.map(([channels, stride]) => {
      const middle = Math.round((narrow * channels) / WIDTH);
      return {
        kind: 'bottleneck-residual',
        ...{ channels: EXPANSION * middle, bottleneck: middle, groups: middle, stride, activation: 'relu6' },
      } as const;
    }),
  });

const linear = bottleneck('linear bottleneck, shortcut between bottlenecks', 'linear');

export const experiment: Experiment<Results> = {
  title: 'Linear bottlenecks',
  claim:
    'ReLU loses what lies on a low-dimensional manifold unless the manifold is embedded in many more dimensions, so the narrow end of a block should be linear, and ' +
    'shortcuts belong between the narrow ends (Sandler et al. 2018, section 3.2, figures 1 and 6).',
  training: { full: { seeds: 5 } },
  setup: () =>
    `A spiral of two dimensions is embedded in n by a random matrix, ReLU applied, and projected back: by the pseudo-inverse in the pictures (first matrix), by the best linear map in the table (${MATRICES} matrices each). Then ` +
    `networks of five inverted residual blocks with expansion ${EXPANSION}: linear against ReLU6 bottleneck, with and without shortcuts, and with the shortcuts ` +
    'between wide layers (a depthwise 3x3 in the narrow middle, width matched to equal multiply-adds).',
  async run({ train }) {
    const { macs } = costOf(linear);
    const networks = await train({
      name: 'networks',
      networks: [linear, bottleneck('ReLU6 bottleneck', 'relu6'), withoutShortcut(), matched(wideShortcut, 'macs', macs)],
    });
    const seeds = Array.from({ length: MATRICES }, (_, i) => i + 1);
    return {
      losses: DIMENSIONS.map((dimensions) => lossOf(dimensions, seeds)),
      pictures: DIMENSIONS.map((dimensions) => ({ dimensions, points: throughRelu(dimensions, 1).points })),
      networks,
    };
  },
  tables: ({ losses, networks }) => [
    {
      title:
        'The spiral after ReLU: share of its variance that no linear map brings back, and share of its points with fewer than two dimensions left',
      columns: ['dimensions', 'lost, median', 'lost, middle 80 % of matrices', 'collapsed points, median'],
      rows: losses.map(({ dimensions, lost, collapsed }) => [
        String(dimensions),
        percent(lost.median),
        `${percent(lost.low)} to ${percent(lost.high)}`,
        percent(collapsed.median),
      ]),
    },
    {
      title: 'Networks',
      columns: ['network', 'multiply-adds', 'parameters', 'accuracy'],
      rows: networks.map((network) => [network.name, millions(network.macs), thousands(network.params), accuracyText(network)]),
    },
  ],
  plots: ({ pictures, networks }) => ({
    manifold: manifoldPlot(pictures),
    accuracy: accuracyRows('bottlenecks and shortcuts', networks),
  }),
  verdict({ losses, networks }) {
    const [narrow, wide] = [losses[0], losses[losses.length - 1]];
    const [relu, none, between] = [1, 2, 3].map((other) => differenceOf(networks[0], networks[other]));
    return [
      `The manifold: ${percent(narrow.collapsed.median)} of the points collapse in ${narrow.dimensions} dimensions and ${percent(wide.collapsed.median)} in ` +
        `${wide.dimensions}; the best linear map back misses ${percent(narrow.lost.median)} and ${percent(wide.lost.median)} of the variance (medians). ` +
        `The claim ${wide.lost.median < narrow.lost.median / 4 ? 'reproduces' : 'does not reproduce'}.`,
      `Linear against ReLU6 bottleneck: ${differenceText(relu)}. The claim ${toldOf(relu)}.`,
      `Shortcuts between bottlenecks against none: ${differenceText(none)}. The claim ${toldOf(none)}.`,
      `Against shortcuts between wide layers: ${differenceText(between)}. The claim ${toldOf(between)}.`,
    ];
  },
};
