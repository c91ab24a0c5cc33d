import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import { opKinds, opSchemaOf } from '../ops/rules.js';
import { explainIssue, unknownKind } from './explain-issue.js';
import { type Graph, GraphBuilder, MOST_NODES } from './graph.js';
import type { Op } from './op.js';
import { elements, type Shape } from './shape.js';
import { firstIssue } from './zod-issue.js';

const KINDS = { noun: "an op's kind", kinds: opKinds } as const;

const opEnvelope = z.looseObject({ kind: z.string() });

/** A graph file: ops in order of execution. Shapes may be left out; where they are given, they must be right. */
const nodeSchema = z.strictObject({
  path: z.string().min(1).max(1000),
  op: opEnvelope,
  inputs: z.array(z.int().min(0)).max(1000),
  output: z.tuple([z.int(), z.int(), z.int()]).optional(),
  squeezeExcite: z.literal(true).optional(),
});
const graphSchema = z.strictObject({ nodes: z.array(nodeSchema).min(1) });

/**
 * Checks unknown JSON and returns it as a graph with all shapes: the way back from `JSON.stringify(lower(architecture))`.
 * Throws `ArchitectureError` for unknown ops, cycles, ops that nothing reads, repeated paths, wrong shapes and everything an op refuses.
 */
export function parseGraph(value: unknown): Graph {
  const list = (value as { nodes?: unknown } | null | undefined)?.nodes;
  if (Array.isArray(list) && list.length > MOST_NODES) {
    throw new ArchitectureError('nodes', `a network may have at most ${MOST_NODES} operations`, list.length, 'split the network');
  }
  const result = graphSchema.safeParse(value);
  if (!result.success) throw explainIssue(value, firstIssue(result.error), KINDS);
  const { nodes } = result.data;
  const builder = new GraphBuilder(imageShape(value, nodes[0]), nodes[0].path);
  const paths = new Set([nodes[0].path]);
  for (const [index, node] of nodes.entries()) {
    if (index === 0) continue;
    const op = checkedOp(value, node.op, index);
    if (op.kind === 'input') {
      throw new ArchitectureError(`nodes/${index}/op/kind`, 'a network has one input, its first op', 'another', 'remove it');
    }
    checkInputs(node.inputs, index);
    if (paths.has(node.path)) {
      throw new ArchitectureError(`nodes/${index}/path`, 'paths must be unique', node.path, 'rename one of the two');
    }
    paths.add(node.path);
    builder.add(node.path, op, node.inputs, node.squeezeExcite === true);
    checkOutput(node.output, builder, index);
  }
  refuseUnread(nodes);
  return builder.build();
}

type GraphNode = z.infer<typeof nodeSchema>;

function imageShape(value: unknown, first: GraphNode): Shape {
  const image = checkedOp(value, first.op, 0);
  if (image.kind === 'input') return image.shape;
  throw new ArchitectureError(
    'nodes/0/op/kind',
    'the first op must be the input',
    image.kind,
    'put {"kind": "input", "shape": [h, w, c]} first',
  );
}

function refuseUnread(nodes: readonly GraphNode[]): void {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const unread = nodes.findIndex((_, index) => index < nodes.length - 1 && !read.has(index));
  if (unread < 0) return;
  throw new ArchitectureError(
    `nodes/${unread}`,
    'every op but the last must be read by another',
    nodes[unread].path,
    'connect it or remove it',
  );
}

function checkedOp(value: unknown, op: { kind: string }, index: number): Op {
  const schema = opSchemaOf(op.kind);
  if (!schema) throw unknownKind(['nodes', String(index), 'op', 'kind'], op.kind, KINDS);
  const result = schema.safeParse(op);
  if (result.success) return result.data;
  const issue = firstIssue(result.error);
  throw explainIssue(value, { ...issue, path: ['nodes', index, 'op', ...issue.path] }, KINDS);
}

function checkInputs(inputs: readonly number[], index: number): void {
  const late = inputs.findIndex((input) => input >= index);
  if (late < 0) return;
  throw new ArchitectureError(
    `nodes/${index}/inputs/${late}`,
    'an op may only read ops before it, for a network has no cycles',
    inputs[late],
    `give an index below ${index}`,
  );
}

function checkOutput(stated: readonly number[] | undefined, builder: GraphBuilder, index: number): void {
  const shape = builder.shape(index);
  if (!Number.isSafeInteger(elements(shape))) {
    throw new ArchitectureError(
      `nodes/${index}`,
      'a tensor must have fewer than 2^53 values',
      shape.join('x'),
      'lower the resolution or the channels',
    );
  }
  if (stated === undefined || stated.every((side, axis) => side === shape[axis])) return;
  throw new ArchitectureError(
    `nodes/${index}/output`,
    `the output of this op is ${shape.join('x')}`,
    stated.join('x'),
    'correct it or leave it out',
  );
}
