import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lower, parseArchitecture } from '@isoflop/blocks';
import { openBackend, type TensorFlow } from '@isoflop/runtime';
import type { TensorInfo } from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkedGradients } from './checked-gradients.js';

const opened = await openBackend('plain');
const { tf } = opened;
/** What a native backend would say of itself, over the plain kernels. */
const native = { tf, backend: 'cpu', facts: { ...opened.facts, backend: 'cpu', tensorflowVersion: '0' } } as const;

const graph = lower(
  parseArchitecture({
    name: 'small',
    input: { height: 6, width: 6, channels: 2 },
    stem: [{ kind: 'conv', channels: 4, kernel: 3, stride: 2 }],
    stages: [{ repeats: 1, block: { kind: 'mbconv', channels: 4, expansion: 2 } }],
    head: [{ kind: 'classifier', classes: 3 }],
  }),
);

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'isoflop-verdicts-'));
});
afterEach(() => rm(cache, { recursive: true }));

/** Runs with a gradient kernel that is wrong by half, as oneDNN's was. */
async function withBroken<T>(library: TensorFlow, kernelName: string, run: () => Promise<T>): Promise<T> {
  const original = library.getKernel(kernelName, 'cpu');
  library.unregisterKernel(kernelName, 'cpu');
  library.registerKernel({
    ...original,
    kernelFunc: (call) =>
      library.tidy(() => library.mul(library.engine().makeTensorFromTensorInfo(original.kernelFunc(call) as TensorInfo), 0.5)),
  });
  try {
    return await run();
  } finally {
    library.unregisterKernel(kernelName, 'cpu');
    library.registerKernel(original);
  }
}

test('convolutions that nobody has checked are checked before a candidate trains, and once', async () => {
  const checked: number[] = [];
  const options = { cache, onShape: (done: number) => void checked.push(done) };
  const verdict = await checkedGradients(native, graph, options);
  expect(verdict).toEqual({ checked: 4, detoured: [], worstError: expect.any(Number) });
  expect(verdict!.worstError).toBeLessThan(1e-5);
  expect(await checkedGradients(native, graph, options)).toEqual(verdict);
  expect(checked).toEqual([1, 2, 3, 4]);
});

test.each([
  ['Conv2DBackpropInput', '6x6 2->4 k3x3 s2x2 same'],
  ['DepthwiseConv2dNativeBackpropFilter', '3x3 8->8 depthwise k3x3 s1x1 same'],
])('a convolution whose %s is wrong is to be computed another way', async (kernelName, shape) => {
  const verdict = await withBroken(tf, kernelName, () => checkedGradients(native, graph, { cache }));
  expect(verdict!.detoured).toContain(shape);
  expect(verdict!.worstError).toBeLessThan(1e-5);
});

test('a network with a convolution that has no right way is refused by its name', async () => {
  const refused = withBroken(tf, 'DepthwiseConv2dNativeBackpropFilter', () =>
    withBroken(tf, 'Slice', () => checkedGradients(native, graph, { cache })),
  );
  await expect(refused).rejects.toThrow(/train: gradients must be right, those of 3x3 8->8 depthwise k3x3 s1x1 same are not on cpu/);
});

test('nothing is checked on a backend whose gradients are isoflop’s own', async () => {
  expect(await checkedGradients({ ...native, backend: 'wasm' }, graph, { cache })).toBeUndefined();
});
