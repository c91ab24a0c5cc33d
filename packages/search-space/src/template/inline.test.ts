import { readFileSync } from 'node:fs';
import { costOf, parseArchitecture } from '@isoflop/blocks';
import fc from 'fast-check';
import { CompiledSpace } from 'hyperopt-js';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { cardinality, type Params } from '../architecture-space.js';
import { parseExperiment } from '../experiment-file.js';
import { openSpace } from '../presets/registry.js';
import { PricedSpace } from '../pricing/priced-space.js';

const example = readFileSync(new URL('../../../../experiments/inline-space.yaml', import.meta.url), 'utf8');
const data = { channels: 1, classes: 10 };

/** The space of a file with this space. */
const inline = (space: object) =>
  openSpace(
    parseExperiment(stringify({ name: 'a', dataset: 'textures', space, budget: { macs: '1M' }, search: { trials: 1 } }), 'a.yaml').space,
  );

describe('an inline space', () => {
  const space = openSpace(parseExperiment(example, 'inline-space.yaml').space);

  it('makes a dimension of every choice, named by its place', () => {
    expect([...space.values.keys()]).toEqual([
      'activation',
      'resolution',
      'width',
      'stage1.repeats',
      'stage1',
      'stage2.repeats',
      'stage2.kernel',
      'stage3',
    ]);
    expect(space.values.get('stage1')).toEqual([
      { kind: 'mbconv', expansion: 2 },
      { kind: 'mbconv', expansion: 3 },
      { kind: 'mbconv', expansion: 4 },
      { kind: 'separable', kernel: 3 },
      { kind: 'separable', kernel: 5 },
    ]);
    expect(space.values.get('stage3')).toEqual([{ kind: 'none' }, { kind: 'mbconv', expansion: 3 }, { kind: 'mbconv', expansion: 6 }]);
    expect(cardinality(space)).toBe(2 * 3 * 3 * 2 * 5 * 3 * 2 * 3);
  });

  it('builds a valid network at every point that a sampler asks for, priced to the integer', () => {
    const priced = new PricedSpace(space, data);
    const compiled = new CompiledSpace(space.dimensions);
    const points = [...compiled.enumerate()];
    expect(points.length).toBe(cardinality(space));
    fc.assert(
      fc.property(fc.nat(points.length - 1), (place) => {
        const params = compiled.decode(points[place]) as Params;
        const architecture = parseArchitecture(space.build(params, data));
        expect(priced.priceOf(priced.pointOf(params))?.macs).toBe(costOf(architecture).macs);
      }),
    );
  });

  it('puts chosen values where the choices stand and leaves a missing stage out', () => {
    const params = {
      ...space.base,
      activation: 'silu',
      'stage1.repeats': 2,
      stage1: { kind: 'separable', kernel: 5 },
      stage3: { kind: 'none' },
    };
    const { stem, stages, head } = space.build(params, data);
    expect(stem).toMatchObject([{ kind: 'conv', channels: 16, activation: 'silu' }]);
    expect(stages).toMatchObject([
      { repeats: 2, block: { kind: 'separable', kernel: 5, activation: 'silu' } },
      { repeats: 1, block: { channels: 32 } },
    ]);
    expect(head).toMatchObject([{ channels: 96 }, { kind: 'classifier', classes: 10 }]);
  });

  it('widens and deepens everything but the logits by the factors of the whole network', () => {
    const scaled = inline({
      resolution: [8],
      width: [2],
      depth: [1.5],
      stages: [{ repeats: 2, block: { kind: 'mbconv', channels: 16 } }],
      head: [{ kind: 'conv', channels: '$classes', kernel: 1, norm: 'none', activation: 'linear' }, { kind: 'global-pool' }],
    });
    expect(scaled.build(scaled.base, data)).toMatchObject({
      stages: [{ repeats: 3, block: { channels: 32 } }],
      head: [{ channels: 10 }, { kind: 'global-pool' }],
    });
  });

  it('takes lists and kinds as alternatives', () => {
    const mixed = inline({
      resolution: [8],
      stages: [
        {
          block: {
            kind: 'mlpconv',
            hidden: {
              oneOf: [
                [8, 8],
                [16, 8],
              ],
            },
            channels: 8,
          },
        },
        { block: { kind: { oneOf: ['mbconv', 'separable'] }, channels: 16 } },
      ],
      head: [{ kind: 'classifier' }],
    });
    expect([...mixed.values]).toEqual([
      ['resolution', [8]],
      ['stage1.hidden', [{ kind: '8,8' }, { kind: '16,8' }]],
      ['stage2.kind', ['mbconv', 'separable']],
    ]);
    const { stages } = mixed.build({ resolution: 8, 'stage1.hidden': { kind: '16,8' }, 'stage2.kind': 'separable' }, data);
    expect(stages).toMatchObject([{ block: { hidden: [16, 8] } }, { block: { kind: 'separable' } }]);
  });
});

/** The message for the example with a text replaced. */
function problem(from: string, to: string): string {
  expect(example).toContain(from);
  try {
    parseExperiment(example.replace(from, to), 'x.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the text was accepted');
}

/** The number of the line with this text. */
const lineOf = (text: string) => example.slice(0, example.indexOf(text)).split('\n').length;

describe('what is wrong with an inline space', () => {
  it.each([
    ['a misspelt field in an alternative', 'expansion: { oneOf: [2, 3, 4] }', 'expansoin: { oneOf: [2, 3, 4] }', 'did you mean expansion?'],
    ['one bad value among several', 'oneOf: [2, 3, 4]', 'oneOf: [2, 3, 40]', 'must be at most 16, got 40'],
    ['an unknown kind', 'kind: separable', 'kind: seperable', 'did you mean separable?'],
    [
      'a shared choice that is not there',
      'expansion: 3, kernel',
      'expansion: $depht, kernel',
      'must be one of $activation, $resolution, $width, $classes',
    ],
    ['an alternative given twice', 'kernel: { oneOf: [3, 5] }', 'kernel: { oneOf: [3, 3] }', 'alternatives must differ, got 3'],
    ['a choice with a neighbour', 'repeats: { oneOf: [1, 2] }', 'repeats: { oneOf: [1, 2], log: true }', 'nothing beside oneOf'],
    ['an even kernel in a branch', 'kernel: { oneOf: [3, 5] }', 'kernel: { oneOf: [3, 4] }', 'kernel must be odd'],
    ['a head without logits', '- { kind: classifier }', '- { kind: global-pool }', 'the last block must give one value per class', 'head:'],
    [
      'a shared value that a block does not take',
      '[relu, silu]',
      '[relu, sliu]',
      'space.dimensions.activation: must be one of relu',
      'activation: [relu',
    ],
    [
      'a dimension without use',
      'activation: [relu, silu]',
      'activation: [relu, silu]\n    idle: [1, 2]',
      'a dimension must decide something',
      'stem:',
    ],
    ['a stage that is a number', '- none', '- 7', 'must be an object, got 7'],
  ])('is told for %s at its place, in one line', (_what, from, to, said, at = from) => {
    const message = problem(from, to);
    expect(message).toContain(said);
    expect(message).not.toContain('\n');
    expect(Number(/^x\.yaml:(\d+):\d+: space\./.exec(message)?.[1])).toBe(lineOf(at));
  });
});
