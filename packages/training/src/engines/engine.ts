import type { NamedWeights } from '@isoflop/runtime';
import type { ImageSplit } from '../data/dataset.js';

/** `graph`: the whole training step as one TensorFlow graph. `eager`: one TensorFlow.js operation after another, on any backend. */
export type EngineName = 'graph' | 'eager';

/** One step of training. */
export interface Step {
  /** Numbers of its images in the training split. */
  readonly images: Int32Array;
  /** From 1; with the image it decides what augmentation does to it. */
  readonly epoch: number;
  /** From 0 over all epochs; decides what dropout drops and which images are mixed. */
  readonly number: number;
  readonly learningRate: number;
}

/** How a network is trained on a backend. The owner calls `dispose`. */
export interface Engine {
  readonly name: EngineName;
  /** Why it was opened although another suits the backend better. */
  readonly insteadBecause?: string;
  readonly classes: number;
  /** Learnable values. */
  readonly params: number;
  /** How many steps the next call of `train` should take: as many as leave the process deaf for no more than a quarter of a second. */
  readonly stepsPerCall: number;
  /** Tells which steps come next, so that their batches can be made while others are trained. */
  expect(steps: readonly Step[]): void;
  /**
   * Runs the steps in order; resolves to the sum of their losses, each taken before its update. Rejects with a `NonFiniteLossError` when a loss is
   * not finite: that step changes no weight.
   */
  train(steps: readonly Step[]): Promise<number>;
  /** Logits [count, classes] of the images from `start` on, in inference mode. */
  predict(split: ImageSplit, start: number, count: number): Promise<Float32Array>;
  /** Mean and variance of every batch normalisation on the images from `start` on, as `predict` weighs them, without dropout. */
  norms(split: ImageSplit, start: number, count: number): Promise<NamedWeights[]>;
  /** Replaces the running averages of batch normalisation that `predict` uses. */
  setNorms(norms: readonly NamedWeights[]): void;
  /** Every variable of the network, in its own order whichever the engine; averages of them where the recipe keeps those. */
  weights(): Promise<NamedWeights[]>;
  /** A copy of everything that training changes: weights, running averages, what the optimiser keeps, and its count of steps. */
  state(): Promise<NamedWeights[]>;
  /** Goes on from a state of the same engine, network and optimiser, to the bit. Throws `RangeError` for any other. */
  setState(state: readonly NamedWeights[]): void;
  dispose(): void;
}
