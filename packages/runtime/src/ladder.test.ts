import { describe, expect, test } from 'vitest';
import { nativeRung } from './backends/native.js';
import { BackendUnavailableError, type Rung } from './backends/rung.js';
import { openBackend } from './ladder.js';
import type { TensorFlow } from './tensorflow.js';

const missing = (backend: Rung['backend']): Rung => ({
  backend,
  open: () => Promise.reject(new BackendUnavailableError(backend, `no ${backend} here`, `get ${backend}`)),
});

const present = (backend: Rung['backend']): Rung => ({
  backend,
  open: async () => ({ tf: { version: { tfjs: '4.22.0' } } as TensorFlow }),
});

/** A native build that sees a GPU or not. */
const fakeNative = (isUsingGpuDevice: boolean) => async () => {
  const backend = { isUsingGpuDevice, binding: { TF_Version: '2.21.0' } };
  const nothing = () => {};
  return {
    version: { tfjs: '4.22.0' },
    setBackend: async () => true,
    enableProdMode: nothing,
    backend: () => backend,
    findBackend: () => backend,
    getKernel: nothing,
    registerKernel: nothing,
    unregisterKernel: nothing,
  } as unknown as TensorFlow;
};

const noCheck = async () => {};

const failingImport = (message: string) => () => Promise.reject(new Error(message));

describe('the ladder', () => {
  test('opens the first backend there is and says why each better one is not', async () => {
    const opened = await openBackend('auto', [missing('cuda'), missing('cpu'), present('wasm')]);
    expect(opened.backend).toBe('wasm');
    expect(opened.verdicts).toEqual([
      { backend: 'cuda', available: false, reason: 'no cuda here', mend: 'get cuda' },
      { backend: 'cpu', available: false, reason: 'no cpu here', mend: 'get cpu' },
      { backend: 'wasm', available: true },
    ]);
  });

  test('never replaces a named backend by another', async () => {
    await expect(openBackend('cuda', [missing('cuda'), present('wasm')])).rejects.toThrow('backend cuda: no cuda here; get cuda');
  });

  test('does not take an unexpected failure for a missing backend', async () => {
    const broken: Rung = { backend: 'cuda', open: () => Promise.reject(new TypeError('a bug')) };
    await expect(openBackend('auto', [broken, present('wasm')])).rejects.toThrow('a bug');
  });

  test('fails with the last reason when nothing can be had', async () => {
    await expect(openBackend('auto', [missing('cuda'), missing('wasm')])).rejects.toThrow('backend wasm: no wasm here; get wasm');
  });

  test('refuses a backend that does not exist', async () => {
    await expect(openBackend('gpu' as 'cuda', [])).rejects.toThrow('backend: must be auto, cuda, cpu, wasm or plain, got "gpu"; use auto');
  });

  test('opens a backend that is open already', async () => {
    const first = await openBackend('wasm');
    expect((await openBackend('wasm')).tf).toBe(first.tf);
  });

  test('opens WebAssembly on any machine, with the versions that a run records', async () => {
    const { tf, backend, facts, verdicts } = await openBackend('wasm');
    expect([backend, tf.getBackend(), verdicts]).toEqual(['wasm', 'wasm', [{ backend: 'wasm', available: true }]]);
    expect(facts).toEqual({ backend: 'wasm', tfjsVersion: '4.22.0', nodeVersion: process.versions.node });
  });
});

describe('native TensorFlow', () => {
  test('that is not built names the command that builds it', async () => {
    const rung = nativeRung(
      'cuda',
      failingImport('The Node.js native addon module (tfjs_binding.node) can not be found at path: x.\nPlease run …'),
    );
    await expect(openBackend('cuda', [rung])).rejects.toThrow(
      "backend cuda: TensorFlow's native addon is not built; run `isoflop provision` to build it",
    );
  });

  test('that does not load says what the loader said', async () => {
    const rung = nativeRung('cpu', failingImport('libtensorflow.so.2: cannot open shared object file\n    at Object'));
    await expect(openBackend('cpu', [rung])).rejects.toThrow('does not load (libtensorflow.so.2: cannot open shared object file);');
  });

  test('is cuda with a GPU and cpu without one', async () => {
    const ladder = (gpu: boolean) => [nativeRung('cuda', fakeNative(gpu), noCheck), nativeRung('cpu', fakeNative(gpu), noCheck)];
    expect((await openBackend('auto', ladder(true))).facts).toMatchObject({ backend: 'cuda', tensorflowVersion: '2.21.0' });
    const withoutGpu = await openBackend('auto', ladder(false));
    expect(withoutGpu.backend).toBe('cpu');
    expect(withoutGpu.verdicts[0]).toMatchObject({ backend: 'cuda', available: false, reason: 'TensorFlow sees no CUDA device' });
    await expect(openBackend('cpu', ladder(true))).rejects.toThrow('start a new process');
  });

  test('on a GPU without memory says who to ask', async () => {
    const full = () => Promise.reject(new Error('OOM when allocating tensor with shape[64,32,32,16]\n at Conv2D'));
    const opened = openBackend('cuda', [nativeRung('cuda', fakeNative(true), full)]);
    await expect(opened).rejects.toThrow(
      'backend cuda: its first training step failed (OOM when allocating tensor with shape[64,32,32,16]); free memory',
    );
  });

  test('for a newer C library than this machine has says which', async () => {
    const rung = nativeRung(
      'cpu',
      failingImport("/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by tfjs_binding.node)"),
    );
    await expect(openBackend('cpu', [rung])).rejects.toThrow(/GLIBC_2.38' not found.*run `isoflop provision --again`/);
  });

  test('that computes wrong gradients is refused', async () => {
    const wrong = () => Promise.reject(new BackendUnavailableError('cpu', 'its gradients are wrong', 'see docs/gradients.md'));
    const opened = await openBackend('auto', [nativeRung('cpu', fakeNative(false), wrong), present('wasm')]);
    expect(opened.backend).toBe('wasm');
    expect(opened.verdicts[0]).toMatchObject({ backend: 'cpu', available: false, reason: 'its gradients are wrong' });
  });

  test('finds the functions that Node 23 took out of node:util', async () => {
    const util = (await import('node:util')).default as unknown as Record<string, ((value: unknown) => boolean) | undefined>;
    util.isNullOrUndefined = undefined;
    await openBackend('cpu', [nativeRung('cpu', fakeNative(false), noCheck)]);
    expect([util.isNullOrUndefined!(null), util.isNullOrUndefined!(0), util.isArray!([])]).toEqual([true, false, true]);
  });
});
