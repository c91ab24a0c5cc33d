import { type Graph, GraphBuilder, type Op } from '@isoflop/blocks';
import { buildModel, type Model, type TensorFlow } from '@isoflop/runtime';
import { gaussian, seededGenerator } from '../random.js';

/** What the score does without; batch normalisation stays, and remembers the last batch alone. */
const TRANSPARENT: ReadonlySet<Op['kind']> = new Set(['multiply', 'dropout', 'drop-path']);

/** Size of the disturbance of the input against the input itself (the reference implementation's alpha). */
const DISTURBANCE = 0.01;

/**
 * The graph up to the maps before the last pooling, as one vector. Where branches are added only the longest is kept: the score is defined for
 * chains, and residual links are taken out for it.
 */
function chain({ nodes }: Graph): Graph {
  const [input] = nodes;
  const builder = new GraphBuilder(input.output, input.path);
  const kept = [0];
  const depth = [0];
  for (const { path, op, inputs } of nodes.slice(1)) {
    const longest = inputs.reduce((best, index) => (depth[index] > depth[best] ? index : best));
    const through = op.kind === 'add' ? longest : inputs[0];
    depth.push(depth[longest] + 1);
    if (op.kind === 'add' || TRANSPARENT.has(op.kind)) kept.push(kept[through]);
    else
      kept.push(
        builder.add(
          path,
          op.kind === 'batch-norm' ? { ...op, momentum: 0 } : op,
          inputs.map((index) => kept[index]),
        ),
      );
  }
  builder.add('maps', { kind: 'flatten' }, [kept[lastMaps({ nodes })]]);
  return builder.build();
}

/** Index of the node whose maps the network pools or flattens at its end. */
function lastMaps({ nodes }: Graph): number {
  let index = nodes.length - 1;
  while (index > 0 && nodes[index].output[0] * nodes[index].output[1] === 1) [index] = nodes[index].inputs;
  return index;
}

/**
 * Zen-score (Lin et al. 2021, arXiv:2102.01063, algorithm 1): log of the mean distance between the maps of random images and of the same images
 * slightly disturbed, plus Σ log of each batch normalisation's deviation (root of the mean variance over channels), which puts back what it
 * divided by. Kernels, images and disturbance are standard normal. Needs no data; higher for a network that reacts more.
 */
export function zen(tf: TensorFlow, graph: Graph, options: { readonly seed: number; readonly batch: number }): number {
  const model = buildModel(tf, chain(graph), options);
  try {
    drawKernels(model, options.seed);
    const distance = meanDistance(tf, model, options);
    return model.variables
      .filter(({ name }) => name.endsWith('/moving-variance'))
      .reduce((score, { variable }) => {
        const variances = variable.dataSync() as Float32Array;
        return score + 0.5 * Math.log(variances.reduce((sum, value) => sum + value, 0) / variances.length);
      }, Math.log(distance));
  } finally {
    model.dispose();
  }
}

/** A kernel's values depend on its place among the kernels, so that normalisation between them changes nothing. */
function drawKernels(model: Model, seed: number): void {
  let kernels = 0;
  const weights = model.weights().map((weight) => {
    if (!weight.name.endsWith('/kernel')) return weight;
    const generator = seededGenerator(seed, kernels++);
    return { ...weight, data: weight.data.map(() => gaussian(generator)) };
  });
  model.setWeights(weights);
}

/** Mean over the batch of the Euclidean distance; the variances of the undisturbed images are what stays in the model. */
function meanDistance(tf: TensorFlow, model: Model, { seed, batch }: { readonly seed: number; readonly batch: number }): number {
  const [height, width, channels] = model.input;
  const generator = seededGenerator(seed, -1);
  const normal = () =>
    tf.tensor4d(
      Float32Array.from({ length: batch * height * width * channels }, () => gaussian(generator)),
      [batch, height, width, channels],
    );
  return tf.tidy(() => {
    const images = normal();
    const disturbed = model.forward(tf.add(images, tf.mul(normal(), DISTURBANCE)), { training: true, step: 0 });
    const maps = model.forward(images, { training: true, step: 0 });
    return tf.mean(tf.norm(tf.sub(maps, disturbed), 'euclidean', 1)).dataSync()[0];
  });
}
