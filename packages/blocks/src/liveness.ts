import type { Graph, Node } from './ir/graph.js';
import { elements } from './ir/shape.js';

/**
 * Most values alive at once while the network runs in order at inference. A tensor lives from the op that makes it
 * to the last op that reads it; an element-wise op writes over its first input when nothing reads that input later.
 */
export function peakActivations(graph: Graph): number {
  const { nodes } = graph;
  const lastUse = new Int32Array(nodes.length);
  nodes.forEach((node, index) => {
    lastUse[index] = index;
    for (const input of node.inputs) lastUse[input] = index;
  });
  lastUse[nodes.length - 1] = nodes.length;
  let live = 0;
  let peak = 0;
  nodes.forEach((node, index) => {
    const reused = isElementWise(node) && lastUse[node.inputs[0]] === index;
    if (!reused) live += elements(node.output);
    peak = Math.max(peak, live);
    for (const input of new Set(node.inputs)) {
      if (lastUse[input] === index && !(reused && input === node.inputs[0])) live -= elements(nodes[input].output);
    }
  });
  return peak;
}

function isElementWise(node: Node): boolean {
  switch (node.op.kind) {
    case 'batch-norm':
    case 'activation':
    case 'add':
    case 'multiply':
    case 'dropout':
    case 'drop-path':
      return true;
    case 'input':
    case 'conv2d':
    case 'depthwise-conv2d':
    case 'global-avg-pool':
    case 'dense':
      return false;
    default:
      return node.op satisfies never;
  }
}
