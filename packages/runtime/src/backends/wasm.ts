import type { TensorFlow } from '../tensorflow.js';
import { registerTrainingKernels } from '../wasm/register.js';
import { BackendUnavailableError, type Rung } from './rung.js';

/** TensorFlow.js keeps its backends and kernels in global state: they are set up once in a process, whoever asks first. */
let ready: Promise<TensorFlow> | undefined;

/** TensorFlow.js's WebAssembly backend with the training kernels that it lacks. Needs nothing but what npm installs. */
export const wasmRung: Rung = {
  backend: 'wasm',
  async open() {
    ready ??= start();
    const tf = await ready.catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    await tf.setBackend('wasm');
    return { tf };
  },
};

async function start(): Promise<TensorFlow> {
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  tf.enableProdMode();
  const hasSimd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  if (!hasSimd) throw new BackendUnavailableError('wasm', 'this processor has no WebAssembly SIMD', 'use a 64-bit x86 or ARM machine');
  if (!(await tf.setBackend('wasm'))) {
    throw new BackendUnavailableError('wasm', 'its WebAssembly module does not start', 'install the dependencies anew with `npm ci`');
  }
  registerTrainingKernels(tf);
  return tf;
}
