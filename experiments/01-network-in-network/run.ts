import { type Architecture, costOf } from '@isoflop/blocks';
import { accuracyPlot } from '../lib/accuracy-plot.js';
import type { Experiment, TrainedNetwork } from '../lib/experiment.js';
import { matched, networkOf } from '../lib/networks.js';
import { accuracyText, differenceOf, differenceText, millions, thousands, toldOf } from '../lib/render.js';

interface Results {
  readonly networks: readonly TrainedNetwork[];
}

const WIDTH = 24;
const conv = (channels: number, kernel: number, stride = 1) => ({ kind: 'conv', channels, kernel, stride }) as const;

/** Three convolutions, each with two 1x1 convolutions of the same width behind it. */
const mlpconv = (name: string, head: Parameters<typeof networkOf>[0]['head'] = []): Architecture => {
  const group = (channels: number, stride: number) => [conv(channels, 3, stride), conv(channels, 1), conv(channels, 1)];
  return networkOf({ name, stem: group(WIDTH, 2), stages: [...group(2 * WIDTH, 1), ...group(2 * WIDTH, 2)], head });
};

/** The same without the 1x1 convolutions. */
const plain = (name: string, width: number): Architecture =>
  networkOf({ name, stem: [conv(width, 3, 2)], stages: [conv(2 * width, 3), conv(2 * width, 3, 2)] });

const nin = mlpconv('mlpconv, global average pooling');
const cost = costOf(nin);
const NETWORKS = [
  nin,
  matched((width) => plain('plain, equal parameters', width), 'params', cost.params),
  matched((width) => plain('plain, equal multiply-adds', width), 'macs', cost.macs),
  plain('plain, equal width', WIDTH),
  mlpconv('mlpconv, dense head', [{ kind: 'dense', units: 64 }]),
];

const difference = ({ networks }: Results, a: number, b: number) => differenceOf(networks[a], networks[b]);

export const experiment: Experiment<Results> = {
  title: '1x1 convolutions: Network in Network',
  claim:
    'A convolution followed by 1x1 convolutions, a small perceptron slid over the image, sees more than a plain convolution, and global average pooling ' +
    'does without the parameters of a dense head and overfits less (Lin et al. 2013, sections 3.1 and 3.2).',
  setup: () =>
    `Three 3x3 convolutions of ${WIDTH}, ${2 * WIDTH} and ${2 * WIDTH} channels, each with two 1x1 convolutions of its width behind it, against three 3x3 ` +
    'convolutions alone that are widened until parameters or multiply-adds agree. Batch normalisation everywhere, which the paper did not have. The dense head ' +
    'has a hidden layer of 64 units on the flattened 7x7 map in place of pooling.',
  run: async ({ train }) => ({ networks: await train({ name: 'networks', networks: NETWORKS }) }),
  tables: ({ networks }) => [
    {
      title: 'Accuracy',
      columns: ['network', 'parameters', 'multiply-adds', 'accuracy'],
      rows: networks.map((network) => [network.name, thousands(network.params), millions(network.macs), accuracyText(network)]),
    },
  ],
  plots: ({ networks }) => ({
    accuracy: accuracyPlot(
      'mlpconv against plain convolutions',
      { label: 'parameters', log: true, format: thousands },
      networks.map((network) => ({ name: network.name, networks: [network], x: ({ params }) => params })),
    ),
  }),
  verdict(results) {
    const [params, macs, width, head] = [1, 2, 3, 4].map((other) => difference(results, 0, other));
    return [
      `mlpconv against plain at equal parameters: ${differenceText(params)}. The claim ${toldOf(params)}.`,
      `At equal multiply-adds: ${differenceText(macs)}. The claim ${toldOf(macs)}.`,
      `Against the same convolutions without the 1x1s: ${differenceText(width)}.`,
      `Global average pooling against the dense head: ${differenceText(head)}, with ${thousands(results.networks[0].params)} against ` +
        `${thousands(results.networks[4].params)} parameters. As far as accuracy goes, the claim for pooling ${toldOf(head)}.`,
    ];
  },
};
