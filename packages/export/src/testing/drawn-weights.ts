import { type Graph, type Weight, weightsOf } from '@isoflop/blocks';
import type { NamedWeights } from '@isoflop/runtime';
import { seededUniform } from '../seeded-uniform.js';

/**
 * Weights of every kind away from their initial values, running averages and biases included, so that an export which loses or swaps any of
 * them gives other logits. Kernels keep the scale of activations (He et al. 2015).
 */
export function drawnWeights({ nodes }: Graph, seed: number): NamedWeights[] {
  const uniform = seededUniform(seed);
  const between = (low: number, high: number) => low + (high - low) * uniform();
  const value: Record<Weight['name'], (fanIn: number) => number> = {
    // A uniform distribution of this half-width has variance 2 / fanIn.
    kernel: (fanIn) => between(-1, 1) * Math.sqrt(6 / fanIn),
    bias: () => between(-0.5, 0.5),
    gamma: () => between(0.5, 1.5),
    beta: () => between(-0.5, 0.5),
    'moving-mean': () => between(-0.5, 0.5),
    'moving-variance': () => between(0.5, 1.5),
  };
  return nodes.flatMap(({ path, op, inputs }) => {
    const shapes = inputs.map((index) => nodes[index].output);
    // Models keep a constant where a normalisation learns none.
    const constants = op.kind === 'batch-norm' ? { gamma: op.scale ? undefined : 1, beta: op.center ? undefined : 0 } : {};
    const owner = op.kind === 'batch-norm' ? { ...op, scale: true, center: true } : op;
    return weightsOf(owner, shapes).map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const outputs = op.kind === 'depthwise-conv2d' ? shape[2] * shape[3] : (shape.at(-1) ?? 1);
      const fixed = constants[name as keyof typeof constants];
      const data = Float32Array.from({ length }, () => fixed ?? value[name](length / outputs));
      return { name: `${path}/${name}`, shape, data };
    });
  });
}
