import util from 'node:util';
import { loadQuietly } from '../native/quiet-load.js';
import { registerNativeKernels } from '../native/register.js';
import { releaseLibraryPages } from '../native/unused-pages.js';
import { linkAddon } from '../provision/link-addon.js';
import { findProvisioned } from '../provision/manifest.js';
import { runTool } from '../provision/run-tool.js';
import type { TensorFlow } from '../tensorflow.js';
import { requireRightGradients } from './gradient-check.js';
import { type BackendName, BackendUnavailableError, type Rung } from './rung.js';

/** The part of tfjs-node's backend object that the ladder reads. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** Loads the native build of TensorFlow.js. Throws where its addon is not built or its libraries do not load. */
export type ImportNative = () => Promise<TensorFlow>;

const importTfjsNode: ImportNative = () => import('@tensorflow/tfjs-node-gpu');

/** tfjs-node 4.22 calls two functions of `node:util` that Node 22 warns of and Node 23 removed. Must run before it is imported. */
function restoreRemovedUtilFunctions(): void {
  const target = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  target.isNullOrUndefined = (value) => value === null || value === undefined;
  target.isArray = Array.isArray;
}

/** TensorFlow reads these when it loads. Values that the user set are kept. */
function setTensorflowEnvironment(backend: 'cuda' | 'cpu'): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // On the processor a wheel with CUDA must not take a GPU that other processes use.
  if (backend === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1';
}

async function load(backend: BackendName, importNative: ImportNative): Promise<TensorFlow> {
  try {
    return await importNative();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('tfjs_binding.node) can not be found')) {
      throw new BackendUnavailableError(backend, "TensorFlow's native addon is not built", 'run `isoflop provision` to build it');
    }
    const firstLine = message.split('\n', 1)[0];
    throw new BackendUnavailableError(
      backend,
      `TensorFlow's native addon does not load (${firstLine})`,
      'run `isoflop provision --again` to build it anew',
    );
  }
}

/** The first real work on a device is where a GPU without memory, or one that TensorFlow has no code for, shows. */
async function firstStep(backend: BackendName, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BackendUnavailableError) throw error;
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    const outOfMemory = /\bOOM\b|out of memory|resource exhausted|failed to allocate/i.test(firstLine);
    throw new BackendUnavailableError(
      backend,
      `its first training step failed (${firstLine})`,
      outOfMemory
        ? 'free memory (`nvidia-smi` shows who has it), or choose another GPU by CUDA_VISIBLE_DEVICES'
        : 'check that the driver and the GPU are of the kinds that docs/gpu.md lists',
    );
  }
}

/** The GPU that TensorFlow takes: the first of those that CUDA_VISIBLE_DEVICES leaves it. */
async function gpuName(): Promise<string> {
  const visible = process.env.CUDA_VISIBLE_DEVICES;
  const { ok, stdout } = await runTool('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader', ...(visible ? ['-i', visible] : [])]);
  return (ok && stdout.split('\n')[0].trim()) || 'an NVIDIA GPU that nvidia-smi does not name';
}

/** TensorFlow itself through tfjs-node-gpu: the same addon serves both rungs, and whether it sees a GPU tells them apart. */
export function nativeRung(
  backend: 'cuda' | 'cpu',
  importNative: ImportNative = importTfjsNode,
  checkGradients = requireRightGradients,
): Rung {
  return {
    backend,
    async open() {
      restoreRemovedUtilFunctions();
      setTensorflowEnvironment(backend);
      const provisioned = findProvisioned();
      if (provisioned) linkAddon(provisioned);
      loadQuietly();
      const tf = await load(backend, importNative);
      await tf.setBackend('tensorflow');
      const native = tf.backend() as unknown as NativeBackend;
      if (backend === 'cuda' && !native.isUsingGpuDevice) {
        throw new BackendUnavailableError(backend, 'TensorFlow sees no CUDA device', 'check `nvidia-smi`, or use the cpu backend');
      }
      if (backend === 'cpu' && native.isUsingGpuDevice) {
        throw new BackendUnavailableError(backend, 'this process has already opened TensorFlow with its GPU', 'start a new process');
      }
      tf.enableProdMode();
      registerNativeKernels(tf);
      await firstStep(backend, () => checkGradients(tf, backend));
      releaseLibraryPages();
      return {
        tf,
        tensorflowVersion: native.binding.TF_Version,
        ...(provisioned && { native: provisioned.manifest }),
        ...(backend === 'cuda' && { devices: [await gpuName()] }),
      };
    },
  };
}
