import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { nativeRung } from './backends/native.js';
import { BackendUnavailableError, type Rung } from './backends/rung.js';
import { type WebgpuPackages, webgpuRung } from './backends/webgpu.js';
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
    await expect(openBackend('gpu' as 'cuda', [])).rejects.toThrow(
      'backend: must be auto, cuda, cpu, wasm, webgpu or plain, got "gpu"; use auto',
    );
  });

  test('opens a backend that is open already', async () => {
    const first = await openBackend('wasm');
    expect((await openBackend('wasm')).tf).toBe(first.tf);
  });

  test('opens WebAssembly on any machine, with the versions that a run records', async () => {
    const { tf, backend, facts, verdicts } = await openBackend('wasm');
    expect([backend, tf.getBackend(), verdicts]).toEqual(['wasm', 'wasm', [{ backend: 'wasm', available: true }]]);
    expect(facts).toEqual({ backend: 'wasm', tfjsVersion: '4.22.0', nodeVersion: process.versions.node, devices: [cpus()[0].model] });
  });
});

describe('webgpu', () => {
  /** What npm would bring: a GPU or none, and a TensorFlow.js that starts on it. */
  const packages = (adapter: boolean): WebgpuPackages => ({
    importGpu: async () => ({ requestAdapter: async () => (adapter ? { info: { vendor: 'maker', description: 'a GPU' } } : null) }),
    importTensorflow: fakeNative(false),
  });
  const absent: WebgpuPackages = { ...packages(true), importGpu: failingImport("Cannot find package 'webgpu' imported from x") };

  test('is not chosen unasked, whatever else is missing', async () => {
    const opened = await openBackend('auto');
    expect([opened.backend, ...opened.verdicts.map(({ backend }) => backend)]).not.toContain('webgpu');
  });

  test('opens only after its gradients were checked', async () => {
    const checked: string[] = [];
    const check = async (_tf: TensorFlow, backend: string) => void checked.push(backend);
    const { facts } = await openBackend('webgpu', [webgpuRung(packages(true), check)]);
    expect([facts.devices, checked]).toEqual([['a GPU (maker)'], ['webgpu']]);
    const wrong = () => Promise.reject(new BackendUnavailableError('webgpu', 'its gradients are wrong', 'use another'));
    const refused = openBackend('webgpu', [webgpuRung(packages(true), wrong), present('wasm')]);
    await expect(refused).rejects.toThrow('backend webgpu: its gradients are wrong; use another');
  });

  test('names the packages that it lacks', async () => {
    await expect(openBackend('webgpu', [webgpuRung(absent), present('wasm')])).rejects.toThrow(
      /backend webgpu: its npm packages .* \(Cannot find package 'webgpu' imported from x\); `npm install --no-save webgpu@/,
    );
  });

  test('says that there is no adapter, and is not replaced by another backend', async () => {
    await expect(openBackend('webgpu', [webgpuRung(packages(false), noCheck), present('wasm')])).rejects.toThrow(
      /backend webgpu: there is no adapter.*; install the GPU's driver/,
    );
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

  test('takes GPU memory as it needs it, and names the GPU that it takes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isoflop-gpu-'));
    await writeFile(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "$@" >"$(dirname "$0")/asked"; echo "NVIDIA A100-SXM4-80GB"\n', {
      mode: 0o755,
    });
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', undefined);
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '1');
    const { facts } = await openBackend('cuda', [nativeRung('cuda', fakeNative(true), noCheck)]);
    expect([facts.devices, process.env.TF_FORCE_GPU_ALLOW_GROWTH]).toEqual([['NVIDIA A100-SXM4-80GB'], 'true']);
    expect([process.env.CUDA_VISIBLE_DEVICES, await readFile(join(folder, 'asked'), 'utf8')]).toEqual([
      '1',
      expect.stringMatching(/-i 1\n$/),
    ]);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
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
