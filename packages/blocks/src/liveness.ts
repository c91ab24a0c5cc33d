import type { Graph } from './ir/graph.js';
import { elements } from './ir/shape.js';
import { ruleOf } from './ops/rules.js';

/**
 * Most values alive at once while the network runs in order at inference. A tensor lives from the op that makes it
 * to the last op that reads it; an element-wise op writes over its first input when nothing reads that input later.
 */
export function peakActivations({ nodes }: Graph): number {
  const lastUse = lastReaders(nodes);
  let live = 0;
  let peak = 0;
  for (let index = 0; index < nodes.length; index++) {
    const { op, inputs, output } = nodes[index];
    const reused = ruleOf(op).elementWise === true && lastUse[inputs[0]] === index ? inputs[0] : -1;
    if (reused < 0) live += elements(output);
    if (live > peak) peak = live;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i];
      // An op that reads one tensor twice frees it once.
      if (lastUse[input] === index && input !== reused && inputs.indexOf(input) === i) live -= elements(nodes[input].output);
    }
  }
  return peak;
}

/**
 * Most values alive at once in one training step, weights and their gradients aside. The tape of reverse-mode differentiation keeps every
 * op's output until the gradient has passed it; the gradient of an output lives from the backward step of its last reader to its own.
 */
export function peakTrainingActivations({ nodes }: Graph): number {
  const hasGradient = new Uint8Array(nodes.length);
  let live = 0;
  for (const node of nodes) live += elements(node.output);
  const output = nodes.length - 1;
  hasGradient[output] = 1;
  live += elements(nodes[output].output);
  let peak = live;
  for (let index = output; index > 0; index--) {
    const node = nodes[index];
    for (const input of node.inputs) {
      // The image needs no gradient.
      if (input === 0 || hasGradient[input] === 1) continue;
      hasGradient[input] = 1;
      live += elements(nodes[input].output);
    }
    if (live > peak) peak = live;
    live -= elements(node.output) * (1 + hasGradient[index]);
  }
  return peak;
}

function lastReaders(nodes: Graph['nodes']): Int32Array {
  const lastUse = new Int32Array(nodes.length);
  for (let index = 0; index < nodes.length; index++) {
    lastUse[index] = index;
    for (const input of nodes[index].inputs) lastUse[input] = index;
  }
  // The logits outlive the run.
  lastUse[nodes.length - 1] = nodes.length;
  return lastUse;
}
