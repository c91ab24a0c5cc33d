import type { TensorFlow } from '../tensorflow.js';
import { requireRightGradients } from './gradient-check.js';
import { BackendUnavailableError, type Rung } from './rung.js';

/** The part of WebGPU's API that the rung reads; tfjs takes the rest from `navigator.gpu`. */
export interface Gpu {
  requestAdapter(): Promise<{ readonly info: { readonly vendor: string; readonly description: string } } | null>;
}

/** Where WebGPU and the TensorFlow.js that computes with it come from. Both throw where their npm package is not installed. */
export interface WebgpuPackages {
  readonly importGpu: () => Promise<Gpu>;
  readonly importTensorflow: () => Promise<TensorFlow>;
}

// 150 MB that few need: no dependencies, and no literals, which the compiler would look for.
const DAWN: string = 'webgpu';
const TFJS_WEBGPU: string = '@tensorflow/tfjs-backend-webgpu';

const installed: WebgpuPackages = {
  async importGpu() {
    const { create, globals } = (await import(DAWN)) as { create(options: string[]): Gpu; globals: object };
    Object.assign(globalThis, globals);
    return create([]);
  },
  async importTensorflow() {
    const tf = await import('@tensorflow/tfjs');
    await import(TFJS_WEBGPU);
    return tf;
  },
};

/** A GPU of any maker through Dawn, Chrome's WebGPU. Experimental: only for who asks for it, and only where its gradients are right. */
export function webgpuRung({ importGpu, importTensorflow }: WebgpuPackages = installed, checkGradients = requireRightGradients): Rung {
  return {
    backend: 'webgpu',
    async open() {
      const gpu = await importGpu().catch(notInstalled);
      const adapter = await gpu.requestAdapter();
      if (!adapter) {
        throw new BackendUnavailableError(
          'webgpu',
          'there is no adapter: no GPU with a Vulkan driver that WebGPU can use',
          "install the GPU's driver (`vulkaninfo --summary` must list it; Debian: apt-get install vulkan-tools), or use another backend",
        );
      }
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
      const tf = await importTensorflow().catch(notInstalled);
      if (!(await tf.setBackend('webgpu'))) {
        throw new BackendUnavailableError(
          'webgpu',
          'TensorFlow.js does not start on the adapter',
          'update its driver, or use another backend',
        );
      }
      tf.enableProdMode();
      await checkGradients(tf, 'webgpu');
      return { tf, devices: [`${adapter.info.description} (${adapter.info.vendor})`] };
    },
  };
}

function notInstalled(error: unknown): never {
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
  throw new BackendUnavailableError(
    'webgpu',
    `its npm packages are not installed or do not load (${message})`,
    `\`npm install --no-save ${DAWN}@0.6.2 ${TFJS_WEBGPU}@4.22.0\` (150 MB)`,
  );
}
