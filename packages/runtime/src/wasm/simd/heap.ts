import type { TensorInfo } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import { assemble } from './assembler.js';
import { SIMD_FUNCTIONS, type SimdKernels } from './kernels.js';

/** The part of the WebAssembly API used here; Node has it, but its type package does not declare it. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number }) => object;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: { host: { memory: unknown } }) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** The part of the WebAssembly backend's object that our kernels use. */
interface WasmBackend {
  readonly wasm: { readonly asm: Readonly<Record<string, unknown>> };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  disposeData(dataId: object): boolean;
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** Rows summed at once: they stay in the first-level cache, and no float32 sum runs over more than this many terms. */
const ROWS_AT_ONCE = 32;

/** Tensors of the WebAssembly backend as addresses in its memory, and our SIMD functions working on that memory in place. */
export class SimdHeap {
  readonly kernels: SimdKernels;
  private readonly backend: WasmBackend;

  constructor(tf: TensorFlow) {
    this.backend = tf.backend() as unknown as WasmBackend;
    const memory = Object.values(this.backend.wasm.asm).find((value) => value instanceof WebAssembly.Memory);
    const module = new WebAssembly.Module(assemble(SIMD_FUNCTIONS));
    this.kernels = new WebAssembly.Instance(module, { host: { memory } }).exports as SimdKernels;
  }

  /** Byte address of the tensor's first value. */
  address(tensor: TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A new tensor whose values are not set. */
  output(shape: readonly number[]): TensorInfo {
    return this.backend.makeOutput([...shape], 'float32');
  }

  zeros(shape: readonly number[]): TensorInfo {
    const tensor = this.output(shape);
    this.values(tensor).fill(0);
    return tensor;
  }

  /** Gives the memory of intermediate tensors back. */
  free(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId);
  }

  /** The tensor's memory itself. Valid until the next allocation, which may move the heap. */
  values(tensor: TensorInfo): Float32Array {
    return this.backend.typedArrayFromHeap(tensor);
  }

  /** Calls `visit` for groups of neighbouring rows, given the first and their number. */
  overRows(rows: number, visit: (row: number, count: number) => void): void {
    for (let row = 0; row < rows; row += ROWS_AT_ONCE) visit(row, Math.min(ROWS_AT_ONCE, rows - row));
  }
}
