import { type Graph, GraphBuilder, type Op } from '@isoflop/blocks';
import { buildModel, type Model, type TensorFlow } from '@isoflop/runtime';

/** What the score does without: it looks at the paths through kernels alone. Gates count as open. */
const TRANSPARENT: ReadonlySet<Op['kind']> = new Set([
  'batch-norm',
  'layer-norm',
  'local-response-norm',
  'multiply',
  'dropout',
  'drop-path',
]);

/** The graph without normalisation, gates and dropout, and with ReLU everywhere, which lets positive values pass. */
export function linearized({ nodes }: Graph): Graph {
  const [input] = nodes;
  const builder = new GraphBuilder(input.output, input.path);
  const kept = [0];
  for (const { path, op, inputs } of nodes.slice(1)) {
    const mapped = inputs.map((index) => kept[index]);
    if (TRANSPARENT.has(op.kind)) kept.push(mapped[0]);
    else kept.push(builder.add(path, op.kind === 'activation' ? { kind: 'activation', function: 'relu' } : op, mapped));
  }
  return builder.build();
}

/**
 * Decimal logarithm of the synflow score (Tanaka et al. 2020, arXiv:2006.05467): with every kernel replaced by its absolute value and an image of
 * ones, R is the sum of the logits and the score is Σ kernel · ∂R/∂kernel. Needs no data. As a logarithm, because R grows by an order of
 * magnitude per layer and leaves the range of floats: image and R are scaled by the square root of what the network multiplies by.
 */
export function synflow(tf: TensorFlow, graph: Graph, { seed }: { readonly seed: number }): number {
  const model = buildModel(tf, linearized(graph), { seed });
  try {
    takeAbsoluteKernels(model);
    const gain = gainOf(tf, model);
    const scale = 10 ** (-gain / 2);
    const kernels = model.variables.filter(({ name }) => name.endsWith('/kernel')).map(({ variable }) => variable);
    const total = tf.tidy(() => {
      const output = () => tf.mul(tf.sum(model.forward(constantImage(tf, model, scale), { training: true, step: 0 })), scale).asScalar();
      const { grads } = tf.variableGrads(output, kernels);
      const sums = kernels.filter(({ name }) => grads[name]).map((kernel) => tf.sum(tf.mul(kernel, grads[kernel.name])));
      return tf.addN(sums).dataSync()[0];
    });
    return Math.log10(total) + gain;
  } finally {
    model.dispose();
  }
}

function takeAbsoluteKernels(model: Model): void {
  model.setWeights(
    model.weights().map(({ name, shape, data }) => ({ name, shape, data: name.endsWith('/kernel') ? data.map(Math.abs) : data })),
  );
}

function constantImage(tf: TensorFlow, model: Model, value: number) {
  const [height, width, channels] = model.input;
  return tf.fill([1, height, width, channels], value) as ReturnType<TensorFlow['tensor4d']>;
}

/** log10 of the sum of the logits of an image of ones. */
function gainOf(tf: TensorFlow, model: Model): number {
  for (const exponent of [0, -15, -30]) {
    const image = () => constantImage(tf, model, 10 ** exponent);
    const sum = tf.tidy(() => tf.sum(model.forward(image(), { training: true, step: 0 })).dataSync()[0]);
    if (Number.isFinite(sum) && sum > 0) return Math.log10(sum) - exponent;
  }
  throw new RangeError('synflow: the network must multiply its input by less than 1e68, so that floats can hold the score');
}
