import type { Graph } from '@isoflop/blocks';

/**
 * The same network whose batch normalisations, after one batch in training mode, hold that batch's statistics alone, and which drops nothing: for
 * measuring running averages anew.
 */
export function normProbe(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    if (node.op.kind === 'batch-norm') return { ...node, op: { ...node.op, momentum: 0 } };
    if (node.op.kind === 'dropout' || node.op.kind === 'drop-path') return { ...node, op: { ...node.op, rate: 0 } };
    return node;
  });
  return { ...graph, nodes };
}

/** Whether the variable of this name is a running average of a batch normalisation. */
export const isNormAverage = (name: string): boolean => name.endsWith('/moving-mean') || name.endsWith('/moving-variance');
