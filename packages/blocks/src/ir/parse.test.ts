import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchitectureError } from '../error.js';
import { zoo, zooEntries } from '../zoo/zoo.js';
import { architectureHash } from './hash.js';
import { parseArchitecture } from './parse.js';

const tiny = {
  input: { height: 8, width: 8, channels: 1 },
  stages: [{ repeats: 1, block: { kind: 'mbconv', channels: 8 } }],
  head: [{ kind: 'classifier', classes: 10 }],
};

const withBlock = (block: unknown) => ({ ...tiny, stages: [{ repeats: 1, block }] });

describe('parseArchitecture', () => {
  it.each(zooEntries.map((entry) => entry.name))('gives %s back from its own JSON, hash and all', (name) => {
    const architecture = zoo(name);
    const back = parseArchitecture(JSON.parse(JSON.stringify(architecture)));
    expect(back).toEqual(architecture);
    expect(architectureHash(back)).toBe(architectureHash(architecture));
  });

  it('fills in defaults, so that a default written out and one left out hash alike', () => {
    const short = parseArchitecture(tiny);
    const long = parseArchitecture(
      withBlock({ squeezeExcite: 0, kernel: 3, stride: 1, expansion: 6, kind: 'mbconv', activation: 'relu6', channels: 8 }),
    );
    expect(architectureHash(short)).toBe(architectureHash(long));
  });

  it('does not let the name change the hash, but every field that computes', () => {
    const base = parseArchitecture(tiny);
    expect(architectureHash({ ...base, name: 'other' })).toBe(architectureHash(base));
    expect(architectureHash({ ...base, stochasticDepth: 0.1 })).not.toBe(architectureHash(base));
  });

  it.each([
    [
      withBlock({ kind: 'mbconv', channels: 8, kernel: 4 }),
      'stages/0/block/kernel: kernel must be odd so that the window has a centre pixel, got 4; use 3 or 5',
    ],
    [withBlock({ kind: 'mbconf', channels: 8 }), "stages/0/block/kind: a block's kind must be one of conv, separable, mbconv, classifier"],
    [withBlock({ kind: 'mbconv', channels: 8, kernal: 3 }), 'remove or correct kernal'],
    [withBlock({ kind: 'mbconv', channels: 8.5 }), 'stages/0/block/channels: '],
    [{ ...tiny, input: { height: 0, width: 8, channels: 1 } }, 'input/height'],
    [null, 'architecture: '],
  ])('names the place, the rule, the value and the mend (case %#)', (value, message) => {
    expect(() => parseArchitecture(value)).toThrowError(message);
  });

  it('answers any JSON with an architecture or an ArchitectureError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.jsonValue().map(withBlock)), (value) => {
        try {
          parseArchitecture(value);
        } catch (error) {
          expect(error).toBeInstanceOf(ArchitectureError);
        }
      }),
    );
  });
});
