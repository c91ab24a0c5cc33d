import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockKinds } from '../blocks/registry.js';
import { costOf } from '../cost.js';
import { ArchitectureError } from '../error.js';
import { zoo, zooEntries } from '../zoo/zoo.js';
import { architectureHash, canonicalJson } from './hash.js';
import { lower } from './lower.js';
import { parseArchitecture } from './parse.js';

const tiny = {
  input: { height: 8, width: 8, channels: 1 },
  stages: [{ repeats: 1, block: { kind: 'mbconv', channels: 8 } }],
  head: [{ kind: 'classifier', classes: 10 }],
};

const withBlock = (block: unknown) => ({ ...tiny, stages: [{ repeats: 1, block }] });

describe('parseArchitecture', () => {
  it.each(zooEntries.map((entry) => entry.name))('gives %s back from its own JSON: architecture, graph and hash', (name) => {
    const architecture = zoo(name);
    const back = parseArchitecture(JSON.parse(JSON.stringify(architecture)));
    expect(back).toEqual(architecture);
    expect(architectureHash(back)).toBe(architectureHash(architecture));
    expect(lower(back)).toEqual(lower(architecture));
  });

  it('fills in defaults, so that a default written out and one left out hash alike', () => {
    const short = parseArchitecture(tiny);
    const long = parseArchitecture(
      withBlock({ squeezeExcite: 0, kernel: 3, stride: 1, expansion: 6, kind: 'mbconv', activation: 'relu6', channels: 8 }),
    );
    expect(architectureHash(short)).toBe(architectureHash(long));
  });

  it('leaves a seldom field out where it has its usual value', () => {
    const conv = { kind: 'conv', channels: 8, kernel: 1 };
    const long = parseArchitecture(withBlock({ ...conv, padding: 'same', groups: 1, norm: 'batch' }));
    expect(canonicalJson(long)).toBe(canonicalJson(parseArchitecture(withBlock(conv))));
    expect(canonicalJson(long)).not.toContain('groups');
    const separable = { kind: 'separable', channels: 8, activation: 'silu' };
    expect(canonicalJson(parseArchitecture(withBlock({ ...separable, pointwiseActivation: 'silu' })))).toBe(
      canonicalJson(parseArchitecture(withBlock(separable))),
    );
  });

  it('does not let the name change the hash, but every field that computes', () => {
    const base = parseArchitecture(tiny);
    expect(architectureHash({ ...base, name: 'other' })).toBe(architectureHash(base));
    expect(architectureHash({ ...base, stochasticDepth: 0.1 })).not.toBe(architectureHash(base));
  });

  it('hashes a known network to a known value, so that stored results keep their identity', () => {
    expect(architectureHash(parseArchitecture(tiny))).toBe('7d904a8dfb19397f6fa3c47e026d9e642a3247ecab4a93c66cf2213d24d08d66');
  });
});

const cycle: Record<string, unknown> = { ...tiny };
cycle.input = cycle;

describe('an error', () => {
  it.each<[string, unknown, string]>([
    [
      'of an even kernel',
      withBlock({ kind: 'mbconv', channels: 8, kernel: 4 }),
      'stages/0/block/kernel: mbconv: kernel must be odd so that the window has a centre pixel, got 4; use 3 or 5',
    ],
    [
      'of an even kernel without valid padding',
      withBlock({ kind: 'conv', channels: 8, kernel: 2 }),
      'stages/0/block/kernel: conv: kernel must be odd so that the window has a centre pixel, got 2; use 3 or 5',
    ],
    [
      'of groups that do not divide the channels',
      { ...tiny, stem: [{ kind: 'conv', channels: 10 }], stages: [{ repeats: 1, block: { kind: 'conv', channels: 12, groups: 4 } }] },
      'stages/0/0/main/conv: input channels and filters must both be divisible by groups, got 10 channels, 12 filters, 4 groups; change the groups',
    ],
    [
      'of a resolution that shrinks to nothing',
      { ...tiny, stages: [{ repeats: 4, block: { kind: 'conv', channels: 8, padding: 'valid' } }] },
      'stages/0/3/main/conv: a window of 3 pixels must fit into the padded input of 2 pixels, got 2x2; raise the resolution',
    ],
    [
      'of channels that are not whole',
      withBlock({ kind: 'mbconv', channels: 8.5 }),
      'stages/0/block/channels: mbconv: channels must be a whole number, got 8.5; give a whole number',
    ],
    [
      'of a number that is none',
      withBlock({ kind: 'mbconv', channels: Number.NaN }),
      'stages/0/block/channels: mbconv: channels must be a number, got NaN; give a number',
    ],
    [
      'of an unknown block',
      withBlock({ kind: 'mbconf', channels: 8 }),
      `stages/0/block/kind: a block's kind must be one of ${blockKinds.join(', ')}, got mbconf; did you mean mbconv?`,
    ],
    ['of a block without a kind', withBlock({ channels: 8 }), `stages/0/block/kind: a block's kind must be one of`],
    [
      'of an unknown field',
      withBlock({ kind: 'mbconv', channels: 8, kernal: 3 }),
      'stages/0/block/kernal: mbconv: no such field here, got 3; remove or correct kernal',
    ],
    [
      'of an empty image',
      { ...tiny, input: { height: 0, width: 8, channels: 1 } },
      'input/height: height must be at least 1, got 0; give at least 1',
    ],
    ['of a missing image', { ...tiny, input: undefined }, 'input: input must be an object, got nothing; give an object'],
    ['of nothing', null, 'architecture: a network must be an object, got nothing; give an object'],
    ['of a file that holds itself', cycle, 'input/input: no such field here, got an object; remove or correct input, stages, head'],
    ['of a network without blocks', { input: tiny.input }, 'stages: a network needs at least one block, got none; add a stage or a head'],
    [
      'of a list of 100,000 layers',
      { ...tiny, stem: Array.from({ length: 100_000 }, () => ({ kind: 'conv', channels: 8 })) },
      'stem: stem must have at most 10000 entries, got 100000; use repeats, or split the network',
    ],
    [
      'of repeats that make 100,000 operations',
      { ...tiny, stages: Array.from({ length: 10 }, () => ({ repeats: 10_000, block: { kind: 'mbconv', channels: 8 } })) },
      'a network may have at most 100000 operations, got 100001; lower repeats or split the network',
    ],
    [
      'of counts beyond exact integers',
      { ...tiny, input: { height: 100_000, width: 100_000, channels: 3 }, stem: [{ kind: 'conv', channels: 100_000, kernel: 31 }] },
      'every count must stay below 2^53 to be exact',
    ],
    [
      'of a share above 1',
      { ...tiny, stages: [{ repeats: 1, block: { kind: 'squeeze-excite', ratio: 2 } }] },
      'stages/0/block/ratio: squeeze-excite: ratio must be at most 1, got 2; give at most 1',
    ],
  ])('%s names the place, the rule, the value and the mend', (_case, value, message) => {
    expect(() => parseArchitecture(value)).toThrowError(message);
  });

  it('cuts a long value', () => {
    const error = new ArchitectureError(
      'stem',
      'a rule',
      Array.from({ length: 10_000 }, (_, i) => i),
      'a mend',
    );
    expect(error.message.length).toBeLessThan(300);
  });
});

/** Anything that JSON, YAML or a program may put in place of a field. */
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308, 2 ** 53, '__proto__', [], {}),
);

/** A zoo network with one place somewhere in it replaced. */
const mutated = fc
  .record({ entry: fc.nat(zooEntries.length - 1), turns: fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }), value: junk })
  .map(({ entry, turns, value }) => {
    const root = JSON.parse(JSON.stringify(zoo(zooEntries[entry].name))) as Record<string, unknown>;
    let at: Record<string, unknown> = root;
    for (const [i, turn] of turns.entries()) {
      const keys = Object.keys(at);
      if (keys.length === 0) break;
      const key = keys[turn % keys.length];
      const inner = at[key];
      if (i === turns.length - 1 || typeof inner !== 'object' || inner === null) {
        at[key] = value;
        break;
      }
      at = inner as Record<string, unknown>;
    }
    return root;
  });

/** What must hold of every value: it is an architecture that lowers, counts exactly and comes back from its JSON, or an explained error. */
function answers(value: unknown): void {
  try {
    const architecture = parseArchitecture(value);
    const cost = costOf(architecture);
    expect([cost.params, cost.macs, cost.activations, cost.peakActivationBytes, cost.peakTrainingBytes].every(Number.isSafeInteger)).toBe(
      true,
    );
    // As text, for JSON knows no minus zero.
    expect(canonicalJson(parseArchitecture(JSON.parse(JSON.stringify(architecture))))).toBe(canonicalJson(architecture));
  } catch (error) {
    expect(error).toBeInstanceOf(ArchitectureError);
    expect((error as ArchitectureError).message).toMatch(/: .+, got .*; .+/s);
  }
}

describe('any value', () => {
  it('of JSON is answered with an architecture or an ArchitectureError', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.jsonValue().map(withBlock)), answers));
  });

  it('in place of a field of a zoo network is answered with an architecture or an ArchitectureError', () => {
    fc.assert(fc.property(mutated, answers), { numRuns: 300 });
  });

  it('of fields of any block is answered with an architecture or an ArchitectureError', () => {
    const numbers = fc.oneof(fc.nat(40), fc.constantFrom(0, 1, 2, 3, 5, 7, 16, 100_000), fc.double({ min: 0, max: 2 }));
    const field = fc.oneof(
      numbers,
      fc.boolean(),
      fc.constantFrom('relu', 'same', 'valid', 'none', 'batch', 'max', 'ceil'),
      fc.array(numbers, { maxLength: 3 }),
    );
    const names = [
      'channels',
      'kernel',
      'stride',
      'expansion',
      'squeezeExcite',
      'groups',
      'hidden',
      'expanded',
      'bottleneck',
      'padding',
      'rate',
      'units',
    ];
    const block = fc.tuple(fc.constantFrom(...blockKinds), fc.dictionary(fc.constantFrom(...names), field, { maxKeys: 5 }));
    fc.assert(
      fc.property(block, ([kind, fields]) => answers(withBlock({ ...fields, kind }))),
      { numRuns: 500 },
    );
  });
});
