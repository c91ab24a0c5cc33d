/**
 * What a training process should find in its environment when it starts; values that the user has set should win. TensorFlow takes that many threads.
 * One pool of memory for all of them: with one per thread, of which each keeps its own leftovers, EfficientNet-B0 needs 7 % more. And V8's nursery,
 * which grows to 48 MB, is kept at 3: the numbers are TensorFlow's.
 */
export const workerEnvironment = (threads: number): Record<string, string> => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
  TF_CPP_MIN_LOG_LEVEL: '2',
  MALLOC_ARENA_MAX: '1',
  NODE_OPTIONS: '--max-semi-space-size=1',
});

/** Overrides what a worker would see, so that it has one GPU for itself: `device` as CUDA_VISIBLE_DEVICES names it. */
export const deviceEnvironment = (device: string | undefined): Record<string, string> =>
  device === undefined ? {} : { CUDA_VISIBLE_DEVICES: device };
