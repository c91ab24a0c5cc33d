import type { TensorFlow } from '../../tensorflow.js';

/** The part of tfjs-node's addon that runs graphs. Tensors are numbers that its owner must delete. */
export interface NativeBinding {
  readonly TF_Version: string;
  createTensor(shape: readonly number[], dtype: number, data: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): { readonly id: number }[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
}

/** The addon behind the native backend; undefined where that is not loaded. */
export function nativeBinding(tf: TensorFlow): NativeBinding | undefined {
  const backend = tf.findBackend('tensorflow') as unknown as { readonly binding?: NativeBinding } | null;
  return backend?.binding;
}
