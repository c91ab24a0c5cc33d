import { lower } from '@isoflop/blocks';
import { openBackend, type TensorFlow } from '@isoflop/runtime';
import { type Interval, meanInterval } from '@isoflop/search';
import { type ImageSplit, openDataset, readWeights } from '@isoflop/training';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Plot } from '../../bench/scaling/svg-plot.js';
import type { Experiment, ExperimentContext, TrainedNetwork } from '../lib/experiment.js';
import { networkOf } from '../lib/networks.js';
import { accuracyText, intervalText, millions, percent, signed, toldOf } from '../lib/render.js';
import { type Bits, QuantizedNetwork, type Ranges } from './quantized-network.js';

const PRECISIONS = [
  { name: 'float32', bits: { weights: 32, activations: 32 } },
  { name: 'weights 8, activations 8', bits: { weights: 8, activations: 8 } },
  { name: 'weights 8, activations 4', bits: { weights: 8, activations: 4 } },
  { name: 'weights 4, activations 8', bits: { weights: 4, activations: 8 } },
  { name: 'weights 4, activations 4', bits: { weights: 4, activations: 4 } },
] as const satisfies readonly { name: string; bits: Bits }[];
const ACTIVATIONS = ['relu6', 'relu'] as const;
const CALIBRATION_IMAGES = 500;
const BATCH = 250;

interface Results {
  readonly networks: readonly TrainedNetwork[];
  /** By activation, precision and seed. */
  readonly quantized: readonly { readonly activation: string; readonly precision: string; readonly accuracies: readonly number[] }[];
  /** Largest activation of any layer on the calibration images, by activation and seed. */
  readonly largest: readonly { readonly activation: string; readonly values: readonly number[] }[];
}

const build = (activation: (typeof ACTIVATIONS)[number]) =>
  networkOf({
    name: activation,
    stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 2, activation }],
    stages: [
      [{ kind: 'mbconv', channels: 16, stride: 1, expansion: 3, activation }, 2],
      [{ kind: 'mbconv', channels: 24, stride: 2, expansion: 3, activation }, 2],
      [{ kind: 'mbconv', channels: 40, stride: 2, expansion: 3, activation }, 2],
    ],
    head: [{ kind: 'conv', channels: 96, kernel: 1, activation }],
  });

/** Accuracies of one trained network at every precision, and its largest activation. */
async function measure(tf: TensorFlow, graph: ReturnType<typeof lower>, file: string, data: Awaited<ReturnType<typeof openImages>>) {
  const network = new QuantizedNetwork(tf, graph, (await readWeights(file)).weights);
  const ranges: Ranges = new Map();
  const float = PRECISIONS[0].bits;
  for (let start = 0; start < data.calibration.count; start += BATCH) {
    const images = data.tensor(tf, data.calibration, start);
    tf.dispose([network.forward(images, float, ranges, ranges), images]);
  }
  const accuracies = PRECISIONS.map(({ bits }) => {
    let right = 0;
    for (let start = 0; start < data.validation.count; start += BATCH) {
      const images = data.tensor(tf, data.validation, start);
      const logits = network.forward(images, bits, ranges);
      const guesses = tf.argMax(logits, -1);
      right += guesses.dataSync().filter((guess: number, row: number) => guess === data.validation.labels[start + row]).length;
      tf.dispose([images, logits, guesses]);
    }
    return right / data.validation.count;
  });
  network.dispose();
  return { accuracies, largest: Math.max(...[...ranges.values()].map(([, high]) => high)) };
}

/** The images that the networks were trained and validated on, normalised alike. */
async function openImages({ facts }: ExperimentContext) {
  const subset = { train: facts.trainImages, validation: facts.validationImages };
  const { train, validation } = await openDataset(facts.dataset, { seed: 1, subset });
  const mean = train.images.reduce((sum, byte) => sum + byte, 0) / train.images.length / 255;
  const variance = train.images.reduce((sum, byte) => sum + (byte / 255 - mean) ** 2, 0) / train.images.length;
  const side = Math.sqrt(train.images.length / train.count);
  const tensor = (tf: TensorFlow, split: ImageSplit, start: number): Tensor4D => {
    const count = Math.min(BATCH, split.count - start);
    const bytes = split.images.subarray(start * side * side, (start + count) * side * side);
    return tf.tensor4d(
      Float32Array.from(bytes, (byte) => (byte / 255 - mean) / Math.sqrt(variance)),
      [count, side, side, 1],
    );
  };
  return { calibration: { ...train, count: Math.min(CALIBRATION_IMAGES, train.count) }, validation, tensor };
}

export const experiment: Experiment<Results> = {
  title: 'ReLU6 and low precision',
  claim:
    'Clipping activations at 6 makes them robust when computation is done with low precision (Howard et al. 2017; Sandler et al. 2018, section 3.4, after Krizhevsky 2010).',
  setup: () =>
    'The same network of six inverted residual blocks with ReLU6 and with ReLU. After training, batch normalisation is folded into the convolutions, weights are ' +
    'rounded per output channel, and activations per layer between the smallest and the largest value seen on ' +
    `${CALIBRATION_IMAGES} training images; nothing is trained again.`,
  async run(context) {
    const architectures = ACTIVATIONS.map(build);
    const networks = await context.train({ name: 'networks', networks: architectures });
    const { tf } = await openBackend('auto');
    const data = await openImages(context);
    const measured = [];
    for (const [i, network] of networks.entries()) {
      const seeds = [];
      for (const file of network.weightFiles) seeds.push(await measure(tf, lower(architectures[i]), file, data));
      measured.push(seeds);
    }
    return {
      networks,
      quantized: measured.flatMap((seeds, i) =>
        PRECISIONS.map(({ name }, p) => ({
          activation: ACTIVATIONS[i],
          precision: name,
          accuracies: seeds.map(({ accuracies }) => accuracies[p]),
        })),
      ),
      largest: measured.map((seeds, i) => ({ activation: ACTIVATIONS[i], values: seeds.map(({ largest }) => largest) })),
    };
  },
  tables: (results) => [
    {
      title: 'Trained networks',
      columns: ['activation', 'multiply-adds', 'accuracy in training', 'largest activation, by seed'],
      rows: results.networks.map((network, i) => [
        network.name,
        millions(network.macs),
        accuracyText(network),
        results.largest[i].values.map((value) => value.toFixed(1)).join(', '),
      ]),
    },
    {
      title: 'Accuracy after rounding, and what it lost against float32',
      columns: ['bits', ...ACTIVATIONS.flatMap((activation) => [activation, `${activation}, lost`])],
      rows: PRECISIONS.map(({ name }) => [
        name,
        ...ACTIVATIONS.flatMap((activation) => [
          intervalText(meanInterval(rowOf(results, activation, name))),
          pointsText(lostOf(results, activation, name)),
        ]),
      ]),
    },
  ],
  plots: (results) => ({ accuracy: plotOf(results) }),
  verdict(results) {
    return PRECISIONS.slice(1).map(({ name }) => {
      const [six, plain] = ACTIVATIONS.map((activation) => lostOf(results, activation, name));
      const saved = savedBySix(results, name);
      return (
        `${name[0].toUpperCase()}${name.slice(1)}: ReLU6 loses ${pointsText(six)}, ReLU ${pointsText(plain)}; ReLU6 saves ${pointsText(saved)}. ` +
        `The claim ${toldOf(saved)}.`
      );
    });
  },
};

const rowOf = ({ quantized }: Results, activation: string, precision: string): readonly number[] =>
  quantized.find((row) => row.activation === activation && row.precision === precision)!.accuracies;

/** Seed by seed. */
function lostOf(results: Results, activation: string, precision: string): Interval {
  const float = rowOf(results, activation, PRECISIONS[0].name);
  return meanInterval(rowOf(results, activation, precision).map((accuracy, seed) => float[seed] - accuracy));
}

/** What ReLU loses beyond what ReLU6 loses, seed by seed. */
function savedBySix(results: Results, precision: string): Interval {
  const float = PRECISIONS[0].name;
  const lost = ACTIVATIONS.map((activation) =>
    rowOf(results, activation, float).map((accuracy, seed) => accuracy - rowOf(results, activation, precision)[seed]),
  );
  return meanInterval(lost[1].map((plain, seed) => plain - lost[0][seed]));
}

const pointsText = ({ mean, high }: Interval) =>
  `${signed(100 * mean).replace('+', '')}${high === null ? '' : ` ± ${(100 * (high - mean)).toFixed(1)}`} points`;

function plotOf(results: Results): Plot {
  const least = Math.min(
    ...results.quantized.map(({ accuracies }) => meanInterval(accuracies)).map(({ mean, low }) => Math.max(0, low ?? mean)),
  );
  return {
    title: 'accuracy after rounding',
    x: {
      label: 'bits',
      domain: [0.5, PRECISIONS.length + 0.5],
      ticks: PRECISIONS.map((_, i) => i + 1),
      format: (i) => PRECISIONS[i - 1].name.replace('weights ', 'w').replace(', activations ', ' a'),
    },
    y: { label: 'validation accuracy', domain: [Math.max(0, least - 0.05), 1], format: (value) => percent(value, 0) },
    series: ACTIVATIONS.map((activation, i) => {
      const intervals = PRECISIONS.map(({ name }) => meanInterval(rowOf(results, activation, name)));
      return {
        name: activation,
        color: ['#1f77b4', '#d62728'][i],
        mark: 'errors' as const,
        points: intervals.map(({ mean }, p) => [p + 1 + 0.1 * (i - 0.5), mean] as const),
        ranges: intervals.map(({ mean, low, high }) => [Math.max(0, low ?? mean), Math.min(1, high ?? mean)] as const),
      };
    }),
  };
}
