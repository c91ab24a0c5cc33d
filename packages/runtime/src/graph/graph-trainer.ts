import type { Graph, Shape } from '@isoflop/blocks';
import type { NamedWeights } from '../eager/variable-store.js';
import { hasOnePassConvolutions } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
import { GraphWriter } from './builder/graph-writer.js';
import { sizeOf } from './builder/tensor.js';
import { writeDataset } from './programs/dataset.js';
import { normEntries, writeNorms } from './programs/norms.js';
import type { TrainingOptions } from './programs/options.js';
import { writePrediction } from './programs/predict.js';
import { writeState } from './programs/state.js';
import { writeTraining } from './programs/train.js';
import { averageName, STEP_COUNT, type StateEntry, TrainerVariables } from './programs/variables.js';
import { nativeBinding } from './session/binding.js';
import { GraphSession } from './session/graph-session.js';

/** Several steps for one call. */
export interface StepRequest {
  /** Numbers of the images, step after step: [steps, batch]; where batches are fed, normalised pixels [steps, batch, height, width, channels]. */
  readonly images: Int32Array | Float32Array;
  /** Target distributions [steps, batch, classes]. Needed where batches are fed. */
  readonly targets?: Float32Array;
  /** Flip (0 or 1), shift down and shift right of every image: [steps, batch, 3]. Needed where the trainer augments. */
  readonly placements?: Int32Array;
  readonly learningRates: Float32Array;
  /** Number of the first step from 0; chooses what dropout drops. */
  readonly firstStep: number;
}

/** The loss stopped being finite. Nothing was changed by that step, nor by a later one. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';

  constructor(
    /** Steps of the call that were done before. */
    readonly stepsDone: number,
    readonly loss: number,
  ) {
    super(`graph: the loss must stay finite, got ${loss} after ${stepsDone} steps of the call; lower the learning rate`);
  }
}

/** A network with its optimiser as one TensorFlow session: a step, or many, is one call. The owner calls `dispose`. */
export interface GraphTrainer {
  readonly input: Shape;
  readonly classes: number;
  /** Learnable values. */
  readonly params: number;
  /** Sets the images as bytes [n, height, width, channels] and their labels that `train` reads; not where batches are fed. */
  setImages(images: Uint8Array, labels: Int32Array): void;
  /** Runs the steps; returns the sum of their losses, each taken before its update. Throws `NonFiniteLossError`. */
  train(request: StepRequest): number;
  /** Logits [n, classes] of images as bytes, in inference mode. */
  predict(images: Uint8Array): Float32Array;
  /**
   * Mean and variance of every batch normalisation on one batch of images as bytes, without dropout and with the weights that `predict` uses. Needs
   * `measuresNorms`.
   */
  norms(images: Uint8Array): NamedWeights[];
  /** Replaces the running averages of batch normalisation that `predict` uses. */
  setNorms(norms: readonly NamedWeights[]): void;
  /** The network's variables as `Model.weights` gives them; the averages where those are kept. */
  weights(): NamedWeights[];
  /** Everything that training changes, to continue later from the same place. */
  state(): Float32Array;
  setState(state: Float32Array): void;
  dispose(): void;
}

/** Writes and loads the training graph of a network. Throws where the native backend is not loaded. */
export function openGraphTrainer(tf: TensorFlow, graph: Graph, options: TrainingOptions): GraphTrainer {
  const binding = nativeBinding(tf);
  if (!binding) throw new RangeError("graph: the native backend must be loaded, got another; open the 'cpu' or 'cuda' backend first");
  const input = graph.nodes[0].output;
  const variables = new TrainerVariables(graph, options.optimizer, options.averageDecay !== undefined);
  const writer = new GraphWriter();
  writeTraining(writer, graph, variables, options);
  // What of TensorFlow's graph optimiser pays here is that it puts such convolutions together, which costs as much as two steps of a small network.
  const onePass = hasOnePassConvolutions(tf);
  writePrediction(writer, graph, variables, options, onePass);
  if (!options.fedBatches) writeDataset(writer, input, options.augmented);
  if (options.measuresNorms) writeNorms(writer, graph, variables, options);
  writeState(writer, variables);
  const session = new GraphSession(binding, writer, { optimized: !onePass });
  let stepsDone = 0;
  const state = () => session.run('getState').state as Float32Array;
  const countIn = (values: Float32Array) => variableIn(variables, values, STEP_COUNT.name)[0];
  const setState = (values: Float32Array) => {
    session.run('setState', { state: values });
    stepsDone = countIn(values);
  };
  const train = (request: StepRequest) => {
    try {
      const lossSum = runSteps(session, request);
      stepsDone += request.learningRates.length;
      return lossSum;
    } catch (error) {
      const loss = lossToldBy(error);
      if (loss === undefined) throw error;
      const before = stepsDone;
      stepsDone = countIn(state());
      throw new NonFiniteLossError(stepsDone - before, loss);
    }
  };
  const initial = initialState(variables, options.seed);
  setState(initial);
  // TensorFlow has its own copy. Two numbers per weight would wait for the collector long into training.
  initial.buffer.resize(0);
  return {
    input,
    classes: graph.nodes[graph.nodes.length - 1].output[2],
    params: variables.trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    setImages: (images, labels) => void session.run('setImages', { images, labels }),
    train,
    predict: (images) => session.run('predict', { images }).logits as Float32Array,
    norms(images) {
      const values = session.run('norms', { images }).norms as Float32Array;
      return namedParts(normEntries(variables), values);
    },
    setNorms(norms) {
      const values = state();
      const averaged = options.averageDecay !== undefined;
      for (const { name, data } of norms) variableIn(variables, values, averaged ? averageName(name) : name).set(data);
      setState(values);
    },
    weights: () => namedWeights(variables, state(), options.averageDecay !== undefined),
    state,
    setState,
    dispose: () => session.dispose(),
  };
}

function runSteps(session: GraphSession, { learningRates, ...request }: StepRequest): number {
  const feeds = { ...request, learningRates, steps: learningRates.length };
  const { lossSum, lossRest } = session.run('train', feeds);
  return lossSum[0] + lossRest[0];
}

/** The loss that TensorFlow's check refused; undefined for another error. */
function lossToldBy(error: unknown): number | undefined {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.includes('loss : Tensor had')) return undefined;
  return text.includes('NaN') ? Number.NaN : Number.POSITIVE_INFINITY;
}

function initialState({ entries }: TrainerVariables, seed: number): Float32Array<ArrayBuffer> {
  const sizes = entries.map(({ variable }) => sizeOf(variable.shape));
  const bytes = Float32Array.BYTES_PER_ELEMENT * sizes.reduce((sum, size) => sum + size, 0);
  const state = new Float32Array(new ArrayBuffer(bytes, { maxByteLength: bytes }));
  let offset = 0;
  for (const [index, { spec, initial }] of entries.entries()) {
    if (spec) state.set(spec.initializer(sizes[index], seed, spec.name), offset);
    else if (initial !== 0) state.fill(initial, offset, offset + sizes[index]);
    offset += sizes[index];
  }
  return state;
}

/** The part of a state that belongs to one variable. */
function variableIn({ entries }: TrainerVariables, state: Float32Array, name: string): Float32Array {
  let offset = 0;
  for (const { variable } of entries) {
    const size = sizeOf(variable.shape);
    if (variable.name === name) return state.subarray(offset, offset + size);
    offset += size;
  }
  throw new RangeError(`graph: the state must hold ${name}, got no such variable`);
}

/** A vector cut into the values of variables. */
function namedParts(entries: readonly StateEntry[], values: Float32Array): NamedWeights[] {
  let offset = 0;
  return entries.map(({ variable: { name, shape } }) => {
    const data = values.slice(offset, offset + sizeOf(shape));
    offset += data.length;
    return { name, shape, data };
  });
}

function namedWeights(variables: TrainerVariables, state: Float32Array, averaged: boolean): NamedWeights[] {
  const isOwn = ({ spec, variable }: StateEntry) => spec?.name === variable.name;
  return variables.entries.filter(isOwn).map(({ variable: { name, shape } }) => ({
    name,
    shape,
    data: variableIn(variables, state, averaged ? averageName(name) : name).slice(),
  }));
}
