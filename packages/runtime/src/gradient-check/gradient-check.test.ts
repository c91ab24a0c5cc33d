import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lower, zoo } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { openBackend } from '../ladder.js';
import { type Convolve, convErrors, convolveDirectly, convolveRoundabout } from './check-conv.js';
import { type ConvShape, convShapeName } from './conv-shape.js';
import { convShapesOf } from './graph-shapes.js';
import { ensureShapesChecked, readVerdicts, summarize, thisMachine, verdictFile } from './verdict-store.js';

const opened = await openBackend('plain');
const { tf, facts } = opened;
const cache = await mkdtemp(join(tmpdir(), 'isoflop-gradients-'));
afterAll(() => rm(cache, { recursive: true }));

const base: ConvShape = {
  height: 5,
  width: 6,
  inChannels: 4,
  outChannels: 3,
  kernel: [3, 3],
  stride: [1, 1],
  padding: 'same',
  depthwise: false,
};

const SHAPES: readonly ConvShape[] = [
  base,
  { ...base, stride: [2, 2] },
  { ...base, kernel: [5, 3], stride: [2, 1], padding: 'valid' },
  { ...base, padding: { top: 2, bottom: 0, left: 1, right: 2 }, stride: [2, 2] },
  { ...base, kernel: [1, 1] },
  { ...base, outChannels: 4, depthwise: true },
  { ...base, outChannels: 8, depthwise: true, stride: [2, 2], padding: { top: 0, bottom: 1, left: 0, right: 1 } },
];

describe('the double-precision reference', () => {
  test.each(SHAPES.map((shape) => [convShapeName(shape), shape] as const))(
    'agrees with the plain loops of TensorFlow.js on %s',
    async (_name, shape) => {
      const { output, inputGradient, filterGradient } = await convErrors(tf, shape, convolveDirectly, 2);
      expect(Math.max(output, inputGradient, filterGradient)).toBeLessThan(1e-5);
    },
  );

  test.each(SHAPES.map((shape) => [convShapeName(shape), shape] as const))('agrees with the detour of %s', async (_name, shape) => {
    const errors = await convErrors(tf, shape, convolveRoundabout, 2);
    expect(Math.max(...Object.values(errors))).toBeLessThan(1e-5);
  });
});

/** The right output with an input gradient that loses one channel, as oneDNN's loses the last block. */
const losingChannel: Convolve = (library, shape, x, w) => {
  const isKept = Array.from({ length: shape.inChannels }, (_, channel) => (channel === shape.inChannels - 1 ? 0 : 1));
  const kept = library.tensor1d(isKept);
  const detached = library.customGrad((given) => {
    const tensor = given as Tensor4D;
    return { value: library.clone(tensor), gradFunc: (dy: Tensor4D) => library.zerosLike(dy) };
  });
  const lost = detached(library.mul(x, library.sub(1, kept)));
  return convolveDirectly(library, shape, library.add(library.mul(x, kept), lost), w);
};

describe('the check', () => {
  test.each([base, { ...base, stride: [2, 2] as const }, { ...base, outChannels: 4, depthwise: true }])(
    'finds one wrong channel of an input gradient',
    async (shape) => {
      const errors = await convErrors(tf, shape, losingChannel, 2);
      expect(errors.inputGradient).toBeGreaterThan(0.1);
      expect([errors.output, errors.filterGradient].every((error) => error < 1e-5)).toBe(true);
    },
  );

  test('counts a value that is not finite as an infinite error', async () => {
    const broken: Convolve = (library, shape, x, w) => library.div(convolveDirectly(library, shape, x, w), 0);
    expect((await convErrors(tf, base, broken, 2)).output).toBe(Number.POSITIVE_INFINITY);
  });
});

test('a network’s convolutions are named once each, with groups divided and dilation spread', () => {
  const names = convShapesOf(lower(zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 4 }))).map(convShapeName);
  expect(names).toContain('32x32 3->8 k3x3 s2x2 same');
  expect(names.some((name) => name.includes('depthwise'))).toBe(true);
});

describe('verdicts', () => {
  test('are kept, so that a second check computes nothing', async () => {
    let computed = 0;
    const options = { cache, onShape: () => void computed++ };
    const first = await ensureShapesChecked(opened, SHAPES, options);
    expect([first.checked, first.right, first.wrong.length, computed]).toEqual([SHAPES.length, SHAPES.length, 0, SHAPES.length]);
    const second = await ensureShapesChecked(opened, [...SHAPES, { ...base, inChannels: 5 }], options);
    expect([second.checked, computed]).toEqual([SHAPES.length + 1, SHAPES.length + 1]);
    const written = JSON.parse(await readFile(verdictFile(thisMachine(facts), cache), 'utf8'));
    expect(written).toMatchObject({ backend: 'plain', tfjsVersion: '4.22.0' });
    expect(Object.keys(readVerdicts(verdictFile(thisMachine(facts), cache)))).toHaveLength(SHAPES.length + 1);
  });

  test('may be written by several networks of one process at once', async () => {
    const folder = join(cache, 'at-once');
    const shapes = [3, 5, 7, 9].map((height) => ({ ...base, height }));
    const checks = shapes.map((shape) => ensureShapesChecked(opened, [shape], { cache: folder }));
    expect((await Promise.all(checks)).map(({ right }) => right)).toEqual([1, 1, 1, 1]);
    expect(Object.keys(readVerdicts(verdictFile(thisMachine(facts), folder))).length).toBeGreaterThan(0);
  });

  test('of one setting of oneDNN say nothing of another', () => {
    const on = verdictFile(thisMachine(facts, {}), cache);
    expect(verdictFile(thisMachine(facts, { TF_ENABLE_ONEDNN_OPTS: '0' }), cache)).not.toBe(on);
  });

  test('tell a shape that is right only by a detour from one that is wrong', () => {
    const machine = { ...thisMachine(facts), backend: 'cpu' } as const;
    const summary = summarize(machine, ['a', 'b', 'c'], { a: { direct: 1e-7 }, b: { direct: 0.5, detour: 2e-7 }, c: { direct: 0.4 } });
    expect(summary).toMatchObject({ checked: 3, right: 1, detoured: ['b'], wrong: ['c'], worstError: 0.4 });
  });
});
