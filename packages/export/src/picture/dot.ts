import type { Architecture, Graph, Node, Op } from '@isoflop/blocks';
import { networkBlocks } from '../network-blocks.js';

/** A network as a Graphviz digraph: one node per op, in a cluster per block, with the shape that leaves it on every edge. */
export function drawDot(architecture: Architecture, graph: Graph): string {
  const { nodes } = graph;
  const line = (index: number, indent: string) => `${indent}n${index} [label=${quoted(labelOf(nodes[index]))}];`;
  const clusters = (networkBlocks(graph) ?? []).map(({ path, nodes: members }) => [
    `  subgraph ${quoted(`cluster ${path}`)} {`,
    `    label=${quoted(path)};`,
    ...members.map((index) => line(index, '    ')),
    '  }',
  ]);
  const loose = clusters.length === 0 ? nodes.map((_, index) => line(index, '  ')).slice(1) : [];
  const edges = nodes.flatMap(({ inputs }, index) =>
    inputs.map((input) => `  n${input} -> n${index} [label=${quoted(nodes[input].output.join('×'))}];`),
  );
  return [
    `digraph ${quoted(architecture.name)} {`,
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    line(0, '  '),
    ...clusters.flat(),
    ...loose,
    ...edges,
    '}',
    '',
  ].join('\n');
}

function labelOf({ op, output }: Node): string {
  return op.kind === 'input' ? `image ${output.join('×')}` : describe(op);
}

function describe(op: Op): string {
  switch (op.kind) {
    case 'activation':
      return op.function;
    case 'conv2d':
      return `conv ${op.kernel.join('×')}${pace(op.stride)}, ${op.filters}${op.groups > 1 ? ` in ${op.groups} groups` : ''}`;
    case 'depthwise-conv2d':
    case 'max-pool':
    case 'avg-pool':
      return `${op.kind.replace('-conv2d', '')} ${op.kernel.join('×')}${pace(op.stride)}`;
    case 'dense':
      return `dense ${op.units}`;
    default:
      return op.kind;
  }
}

const pace = ([down]: readonly [number, number]) => (down === 1 ? '' : ` /${down}`);
const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
