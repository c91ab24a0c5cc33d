import type * as tfjs from '@tensorflow/tfjs';

/** The TensorFlow.js API. Always passed as an argument: which build of it runs (native or WebAssembly) is the ladder's decision. */
export type TensorFlow = typeof tfjs;
