import { accuracyPlot } from '../lib/accuracy-plot.js';
import type { Experiment, TrainedNetwork } from '../lib/experiment.js';
import { networkOf } from '../lib/networks.js';
import { accuracyText, differenceOf, differenceText, millions, signOf, toldOf } from '../lib/render.js';

interface Depth {
  readonly depth: number;
  readonly plain: TrainedNetwork;
  readonly residual: TrainedNetwork;
}

interface Results {
  readonly depths: readonly Depth[];
}

const CHANNELS = [8, 16, 24] as const;
/** Pairs of convolutions per stage; 6n + 2 layers with weights on the longest path. */
const PAIRS = [1, 2, 4, 8] as const;

const stem = [{ kind: 'conv', channels: CHANNELS[0], kernel: 3, stride: 2 }] as const;
const residualOf = (pairs: number) =>
  networkOf({
    name: `residual ${6 * pairs + 2}`,
    stem,
    stages: CHANNELS.map((channels, i) => [{ kind: 'basic-residual', channels, stride: i === 0 ? 1 : 2 }, pairs] as const),
  });
const plainOf = (pairs: number) =>
  networkOf({
    name: `plain ${6 * pairs + 2}`,
    stem,
    stages: CHANNELS.map((channels, i) => [{ kind: 'conv', channels, kernel: 3, stride: i === 0 ? 1 : 2 }, 2 * pairs] as const),
  });

export const experiment: Experiment<Results> = {
  title: 'Residual connections',
  claim:
    'Beyond some depth plain networks get worse as layers are added, also on the training images; with shortcuts around every two layers they do not (He et al. ' +
    '2015, figures 1 and 6).',
  setup: () =>
    `Stages of ${CHANNELS.join(', ')} channels at 14x14, 7x7 and 4x4 pixels, n pairs of 3x3 convolutions each, so 6n + 2 layers: n = ${PAIRS.join(', ')}. Batch ` +
    'normalisation behind every convolution. Shortcuts are 1x1 convolutions where channels change.',
  async run({ train }) {
    const networks = await train({ name: 'networks', networks: PAIRS.flatMap((pairs) => [plainOf(pairs), residualOf(pairs)]) });
    return { depths: PAIRS.map((pairs, i) => ({ depth: 6 * pairs + 2, plain: networks[2 * i], residual: networks[2 * i + 1] })) };
  },
  tables: ({ depths }) => [
    {
      title: 'Accuracy by depth',
      columns: ['layers', 'multiply-adds, plain', 'plain', 'residual', 'residual - plain'],
      rows: depths.map(({ depth, plain, residual }) => [
        String(depth),
        millions(plain.macs),
        accuracyText(plain),
        accuracyText(residual),
        differenceText(differenceOf(residual, plain)),
      ]),
    },
  ],
  plots: ({ depths }) => ({
    depth: accuracyPlot('with and without shortcuts', { label: 'layers', log: true, ticks: depths.map(({ depth }) => depth) }, [
      { name: 'plain', networks: depths.map(({ plain }) => plain), x: (_, i) => depths[i].depth, line: true },
      { name: 'residual', networks: depths.map(({ residual }) => residual), x: (_, i) => depths[i].depth, line: true },
    ]),
  }),
  verdict({ depths }) {
    const [shallow, deep] = [depths[0], depths[depths.length - 1]];
    const plainLoss = differenceOf(deep.plain, shallow.plain);
    const residualLoss = differenceOf(deep.residual, shallow.residual);
    const gain = differenceOf(deep.residual, deep.plain);
    const isHurt = signOf(plainLoss) === 'less';
    return [
      `Plain networks from ${shallow.depth} to ${deep.depth} layers: ${differenceText(plainLoss)}. ${isHurt ? 'Depth hurts them' : 'That depth hurts them does not show'}.`,
      `Residual networks from ${shallow.depth} to ${deep.depth} layers: ${differenceText(residualLoss)}.`,
      `Shortcuts against none at ${deep.depth} layers: ${differenceText(gain)}. The claim for shortcuts ${toldOf(gain)}.`,
    ];
  },
  cautions: [
    'Accuracy is of validation images; that plain networks get worse on the training images too, which the claim says, is not measured.',
    'In four epochs a deep plain network may be slow to train rather than unable to.',
  ],
};
