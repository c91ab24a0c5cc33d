import { ArchitectureError } from '../error.js';
import { ruleOf } from '../ops/rules.js';
import type { Op } from './op.js';
import type { Shape } from './shape.js';

/** One op in its place. `inputs` are indices of earlier nodes, so a graph cannot have a cycle. */
export interface Node {
  /** Where it came from: `stages/2/0/depthwise`. Unique in its graph; names variables and layers. */
  readonly path: string;
  readonly op: Op;
  readonly inputs: readonly number[];
  readonly output: Shape;
  /** Set on the two convolutions of a squeeze-and-excite, whose multiply-adds are counted apart. */
  readonly squeezeExcite?: true;
}

/** A network as ops in order of execution: node 0 is the input, the last node gives the logits. */
export interface Graph {
  readonly nodes: readonly Node[];
}

/** More nodes than this are refused: no published network comes near it, and a mistyped repeat count would fill the memory. */
export const MOST_NODES = 100_000;

/** Index of a node in its graph. */
export type NodeRef = number;

/** Appends ops one by one and infers their shapes. */
export class GraphBuilder {
  private readonly nodes: Node[] = [];

  /** `path` names the input node. */
  constructor(input: Shape, path = 'input') {
    this.add(path, { kind: 'input', shape: input }, []);
  }

  /** Appends an op and returns its index. Throws `ArchitectureError` when it does not fit its inputs. */
  add(path: string, op: Op, inputs: readonly NodeRef[], squeezeExcite = false): NodeRef {
    if (this.nodes.length >= MOST_NODES) {
      throw new ArchitectureError(
        path,
        `a network may have at most ${MOST_NODES} operations`,
        `${MOST_NODES + 1}`,
        'lower repeats or split the network',
      );
    }
    const shapes = inputs.map((index) => this.nodes[index].output);
    const output = ruleOf(op).outputShape(op, shapes, path);
    this.nodes.push(squeezeExcite ? { path, op, inputs, output, squeezeExcite } : { path, op, inputs, output });
    return this.nodes.length - 1;
  }

  shape(ref: NodeRef): Shape {
    return this.nodes[ref].output;
  }

  build(): Graph {
    return { nodes: this.nodes };
  }
}
