import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../cost.js';
import { ArchitectureError } from '../error.js';
import { opKinds } from '../ops/rules.js';
import { zoo, zooEntries } from '../zoo/zoo.js';
import { lower } from './lower.js';
import { parseGraph } from './parse-graph.js';

const input = { path: 'input', op: { kind: 'input', shape: [8, 8, 3] }, inputs: [] };
const relu = (path: string, ...inputs: number[]) => ({ path, op: { kind: 'activation', function: 'relu' }, inputs });

describe('parseGraph', () => {
  it.each(zooEntries.map((entry) => entry.name))('gives the graph of %s back from its JSON', (name) => {
    const graph = lower(zoo(name));
    const back = parseGraph(JSON.parse(JSON.stringify(graph)));
    expect(back).toEqual(graph);
    expect(costOfGraph(back)).toEqual(costOfGraph(graph));
  });

  it.each<[string, unknown[], string]>([
    [
      'a cycle',
      [input, relu('a', 2), relu('b', 1)],
      'nodes/1/inputs/0: an op may only read ops before it, for a network has no cycles, got 2; give an index below 1',
    ],
    ['an op that reads itself', [input, relu('a', 1)], 'nodes/1/inputs/0: an op may only read ops before it'],
    [
      'an unknown op',
      [input, { path: 'a', op: { kind: 'conv3d' }, inputs: [0] }],
      `nodes/1/op/kind: an op's kind must be one of ${opKinds.join(', ')}, got conv3d; did you mean conv2d?`,
    ],
    ['a field too many', [input, { ...relu('a', 0), op: { kind: 'add', alpha: 1 } }], 'remove or correct alpha'],
    [
      'a field of the wrong type',
      [input, { path: 'a', op: { kind: 'dense', units: '10', bias: true }, inputs: [0] }],
      'nodes/1/op/units: dense: units must be a number, got 10; give a number',
    ],
    [
      'a dense layer on a map',
      [input, { path: 'a', op: { kind: 'dense', units: 10, bias: true }, inputs: [0] }],
      'a: a dense layer takes a vector of shape 1x1xC, got 8x8x3; pool globally or flatten before it',
    ],
    ['a missing input', [relu('a')], 'nodes/0/op/kind: the first op must be the input, got activation'],
    ['a second input', [input, { ...input, path: 'b' }], 'nodes/1/op/kind: a network has one input'],
    ['two ops of one path', [input, relu('a', 0), relu('a', 1)], 'nodes/2/path: paths must be unique, got a; rename one of the two'],
    [
      'an op that nothing reads',
      [input, relu('a', 0), relu('b', 0)],
      'nodes/1: every op but the last must be read by another, got a; connect it or remove it',
    ],
    [
      'a wrong shape',
      [input, { ...relu('a', 0), output: [8, 8, 4] }],
      'nodes/1/output: the output of this op is 8x8x3, got 8x8x4; correct it or leave it out',
    ],
    [
      '100,000 layers too many',
      Array.from({ length: 100_001 }, () => input),
      'nodes: a network may have at most 100000 operations, got 100001; split the network',
    ],
    [
      'tensors beyond exact integers',
      [
        { ...input, op: { kind: 'input', shape: [1_000_000, 1_000_000, 1_000_000] } },
        { path: 'a', op: { kind: 'flatten' }, inputs: [0] },
      ],
      'nodes/1: a tensor must have fewer than 2^53 values',
    ],
  ])('refuses %s', (_case, nodes, message) => {
    expect(() => parseGraph({ nodes })).toThrowError(message);
  });

  it('answers any JSON in place of a node with a graph or an ArchitectureError', () => {
    const { nodes } = lower(zoo('efficientnet_b0', { resolution: 32 }));
    fc.assert(
      fc.property(fc.nat(nodes.length - 1), fc.constantFrom('path', 'op', 'inputs', 'output'), fc.jsonValue(), (index, key, value) => {
        const changed = nodes.map((node, i) => (i === index ? { ...node, [key]: value } : node));
        try {
          costOfGraph(parseGraph({ nodes: changed }));
        } catch (error) {
          expect(error).toBeInstanceOf(ArchitectureError);
        }
      }),
    );
  });
});
