import { costOfGraph, type Graph } from '@isoflop/blocks';
import { buildModel } from '@isoflop/runtime';
import { ExportError, type TrainedExportable } from './format.js';

/** Images and what the model in training, at inference, answers to them. */
export interface Probe {
  /** [batch, height, width, channels] */
  readonly shape: readonly [number, number, number, number];
  readonly images: Float32Array;
  /** [batch, classes] */
  readonly logits: Float32Array;
}

/** Batch sizes that every format is asked about, and one more where an image costs at most so many multiply-adds. */
const BATCHES = [1, 3];
const LARGE_BATCH = 8;
const CHEAP_MACS = 20_000_000;

const batchesFor = (graph: Graph) => (costOfGraph(graph).macs > CHEAP_MACS ? BATCHES : [...BATCHES, LARGE_BATCH]);

/** Normally distributed images and the model's logits. Throws `ExportError` when a logit is not finite. */
export function makeProbes({ tf, graph, weights }: TrainedExportable, batches: readonly number[] = batchesFor(graph)): Probe[] {
  const [height, width, channels] = graph.nodes[0].output;
  // Normalisations stand by themselves in training and in most files; taken into kernels they would round differently for no fault of a file.
  const model = buildModel(tf, graph, { seed: 0, fuse: false });
  try {
    model.setWeights(weights);
    return batches.map((batch) => {
      const shape = [batch, height, width, channels] as const;
      const x = tf.randomNormal<(typeof tf)['Rank']['R4']>([...shape], 0, 1, 'float32', batch);
      const answer = model.forward(x, { training: false });
      const probe = { shape, images: x.dataSync() as Float32Array, logits: answer.dataSync() as Float32Array };
      tf.dispose([x, answer]);
      if (!probe.logits.every(Number.isFinite)) {
        throw new ExportError('verify: the logits of the model itself must be finite, got NaN or infinity; choose another trial');
      }
      return probe;
    });
  } finally {
    model.dispose();
  }
}

/** Largest absolute difference between a probe's logits and another program's answer to its images. */
export function largestDifference({ logits }: Probe, answer: ArrayLike<number>): number {
  if (answer.length !== logits.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < logits.length; i++) {
    const difference = Math.abs(logits[i] - answer[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/**
 * The difference that passes: the format's tolerance, times the largest logit where that is above 1, since a float32 holds 7 digits and not 7
 * decimals; or a thousandth of the largest logit where that is less, so that a network whose logits are all tiny is compared too.
 */
export function allowedDifference(tolerance: number, probes: readonly Probe[]): number {
  const largest = largestLogit(probes);
  return largest > 1 ? tolerance * largest : Math.min(tolerance, largest / 1000);
}

/** Largest absolute logit. */
export function largestLogit(probes: readonly Probe[]): number {
  return probes.reduce((largest, { logits }) => logits.reduce((most, logit) => Math.max(most, Math.abs(logit)), largest), 0);
}
