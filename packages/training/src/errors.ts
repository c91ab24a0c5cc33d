/** Why a run gave no result. `killed`: by somebody else than us, and not for its memory. `hung`: it did not answer any more. `too-slow`: the network is. */
export type TrainingFailure =
  | 'diverged'
  | 'crashed'
  | 'killed'
  | 'hung'
  | 'timeout'
  | 'out-of-memory'
  | 'too-slow'
  | 'cancelled'
  | 'bad-job';

/** A run that gave no result: `reason` for the store, the message for people, and the last lines the worker wrote to stderr. */
export class TrainingError extends Error {
  override readonly name: string = 'TrainingError';

  constructor(
    readonly reason: TrainingFailure,
    message: string,
    readonly stderr: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The loss stopped being a finite number. `epoch` and `step` count from 1; `step` is inside the epoch. */
export class DivergedError extends TrainingError {
  override readonly name = 'DivergedError';

  constructor(
    readonly epoch: number,
    readonly step: number,
    readonly loss: number,
    stderr: readonly string[] = [],
  ) {
    super('diverged', `train: the loss must stay finite, got ${loss} in epoch ${epoch}, step ${step}; lower the learning rate`, stderr);
  }
}

// V8's heap, ArrayBuffer and WebAssembly memory, TensorFlow's allocators. TensorFlow.js's WebAssembly backend does not check whether it got
// the memory it asked for: its kernels then write to address 0 and beyond the end.
const OUT_OF_MEMORY =
  /out of memory|allocation failed|cannot enlarge memory|memory access out of bounds|OOM when allocating|resource exhausted/i;

/** Whether the words of a failure mean that memory ran out. */
export function tellsOutOfMemory(words: string): boolean {
  return OUT_OF_MEMORY.test(words);
}
