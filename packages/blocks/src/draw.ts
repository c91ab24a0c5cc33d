import type { Graph, Node } from './ir/graph.js';
import { ruleOf } from './ops/rules.js';

/**
 * A network as a Mermaid flow chart: one box per op with the shape that leaves it. Element-wise ops stand in the box of the op whose output they
 * change, where nothing else reads it.
 */
export function drawGraph({ nodes }: Graph): string {
  const boxes = boxesOf(nodes);
  const texts = new Map<number, string[]>();
  nodes.forEach((node, index) => {
    texts.set(boxes[index], [...(texts.get(boxes[index]) ?? []), nameOf(node)]);
  });
  const lastOf = new Map(boxes.map((box, index) => [box, nodes[index].output]));
  const lines = [...texts].map(([box, names]) => `  n${box}["${names.join(', ')}<br/>${lastOf.get(box)?.join('×')}"]`);
  nodes.forEach(({ inputs }, index) => {
    for (const input of inputs) if (boxes[input] !== boxes[index]) lines.push(`  n${boxes[input]} --> n${boxes[index]}`);
  });
  return ['flowchart TD', ...lines].join('\n');
}

/** For every node the first node of its box. */
function boxesOf(nodes: readonly Node[]): number[] {
  const readers = new Array<number>(nodes.length).fill(0);
  for (const { inputs } of nodes) for (const input of inputs) readers[input]++;
  const boxes: number[] = [];
  nodes.forEach(({ op, inputs }, index) => {
    const joins = inputs.length === 1 && inputs[0] > 0 && readers[inputs[0]] === 1 && ruleOf(op).elementWise === true;
    boxes.push(joins ? boxes[inputs[0]] : index);
  });
  return boxes;
}

function nameOf({ op }: Node): string {
  switch (op.kind) {
    case 'activation':
      return op.function;
    case 'conv2d':
      return `${op.kernel.join('×')} convolution${pace(op.stride)}${op.groups > 1 ? ` in ${op.groups} groups` : ''}`;
    case 'depthwise-conv2d':
      return `${op.kernel.join('×')} depthwise${pace(op.stride)}`;
    case 'max-pool':
    case 'avg-pool':
      return `${op.kernel.join('×')} ${op.kind}${pace(op.stride)}`;
    default:
      return op.kind;
  }
}

function pace(stride: readonly [number, number]): string {
  return stride[0] === 1 && stride[1] === 1 ? '' : ` /${stride[0]}`;
}
