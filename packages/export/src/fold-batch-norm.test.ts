import { type Graph, GraphBuilder } from '@isoflop/blocks';
import { expect, it } from 'vitest';
import { foldBatchNorm } from './fold-batch-norm.js';
import { drawnWeights } from './testing/drawn-weights.js';

const norm = { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true } as const;
const dense = (bias: boolean) => ({ kind: 'dense', units: 2, bias }) as const;

function kindsAfterFolding(graph: Graph): string[] {
  return foldBatchNorm({ graph, weights: drawnWeights(graph, 1) }).graph.nodes.map(({ path, op }) => `${path} ${op.kind}`);
}

it('works a normalisation into the layer before it, whose path it keeps', () => {
  const graph = new GraphBuilder([1, 1, 3]);
  graph.add('norm', norm, [graph.add('dense', dense(false), [0])]);
  const folded = foldBatchNorm({ graph: graph.build(), weights: drawnWeights(graph.build(), 1) });
  expect(folded.graph.nodes.map(({ path }) => path)).toEqual(['input', 'dense']);
  expect(folded.graph.nodes[1].op).toEqual(dense(true));
  expect(folded.weights.map(({ name }) => name)).toEqual(['dense/kernel', 'dense/bias']);
});

it('computes kernel · γ/√(σ² + ε) and β + (bias - μ) · γ/√(σ² + ε)', () => {
  const graph = new GraphBuilder([1, 1, 1]);
  graph.add('norm', { ...norm, epsilon: 0.25 }, [graph.add('dense', { ...dense(true), units: 1 }, [0])]);
  const weight = (name: string, value: number, shape = [1]) => ({ name, shape, data: Float32Array.of(value) });
  const weights = [
    weight('dense/kernel', 4, [1, 1]),
    weight('dense/bias', 5),
    weight('norm/gamma', 3),
    weight('norm/beta', 7),
    weight('norm/moving-mean', 2),
    weight('norm/moving-variance', 2),
  ];
  // √(2 + 1/4) = 3/2, so the factor is 2.
  expect(foldBatchNorm({ graph: graph.build(), weights }).weights.map(({ data }) => data[0])).toEqual([8, 13]);
});

it('leaves a normalisation whose layer another op reads too, and one behind no layer', () => {
  const graph = new GraphBuilder([1, 1, 3]);
  const x = graph.add('dense', dense(false), [graph.add('first', norm, [0])]);
  graph.add('sum', { kind: 'add' }, [x, graph.add('norm', norm, [x])]);
  expect(kindsAfterFolding(graph.build())).toEqual(['input input', 'first batch-norm', 'dense dense', 'norm batch-norm', 'sum add']);
});
