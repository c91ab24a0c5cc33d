import type { Architecture } from '@isoflop/blocks';
import type { BackendName, BackendRequest } from '@isoflop/runtime';
import type { DatasetRequest } from './data/open-dataset.js';
import type { EngineName } from './engines/engine.js';
import type { Latency } from './latency/measure-latency.js';
import type { Recipe } from './recipes/recipe.js';
import type { ZeroCostScores } from './zero-cost/zero-cost-scores.js';

/** One training run, as plain data: it crosses to a worker process and can be stored. */
export interface TrainJob {
  /** The network; `input` is the resolution that images are resized to, and its channels must be the data set's. */
  readonly architecture: Architecture;
  readonly dataset: DatasetRequest;
  readonly recipe: Recipe;
  readonly epochs: number;
  /** Initial weights, order of images and augmentation. The split of the data set has its own seed, in `dataset`. */
  readonly seed: number;
  /** 'auto' for the best that works here. */
  readonly backend: BackendRequest;
  /** Time the network before it is trained, on this machine. One that takes longer than `limitMs` for one image (median) is not trained at all. */
  readonly latency?: { readonly limitMs?: number };
  /** Also score the network before it is trained, by what is said to foretell its accuracy. */
  readonly scores?: boolean;
  /** Also measure the test set, once, after the last epoch. For finalists only: validation chooses. */
  readonly measureTest?: boolean;
}

/** What one epoch gave. Losses are means per image, in nats. */
export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** With label smoothing, on augmented images, while the weights changed. */
  readonly trainLoss: number;
  /** Without label smoothing. */
  readonly validationLoss: number;
  /** Share from 0 to 1. */
  readonly validationAccuracy: number;
  /** Of the last step. */
  readonly learningRate: number;
  /** Seconds of training and of validation. */
  readonly trainSeconds: number;
  readonly validationSeconds: number;
}

/** Mean and standard deviation per channel of training images on the scale from 0 to 1: input is (image / 255 - mean) / std. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The check of the convolutions of a network against a reference in double precision. */
export interface GradientVerdict {
  /** Different shapes. */
  readonly checked: number;
  /** Those that are computed from products and slices, because the backend's own kernels are wrong. */
  readonly detoured: readonly string[];
  /** Relative to the largest value. */
  readonly worstError: number;
}

/** The outcome of a run, as plain data. */
export interface TrainResult {
  /** On validation after the last epoch: share from 0 to 1, and mean cross-entropy in nats. */
  readonly accuracy: number;
  readonly loss: number;
  readonly epochs: readonly EpochMetrics[];
  /** Learnable values of the network. */
  readonly params: number;
  /** Training throughput over all epochs, without validation. */
  readonly imagesPerSecond: number;
  /** Training and validation, without loading data and building the model. */
  readonly trainSeconds: number;
  /** The backend that was used. */
  readonly backend: BackendName;
  /** How it was used. */
  readonly engine: EngineName;
  /** Why it was not the engine that suits the backend; left out where it was. */
  readonly engineReason?: string;
  readonly dataset: { readonly name: string; readonly train: number; readonly validation: number; readonly test: number };
  readonly normalization: ChannelStatistics;
  /** Left out on backends whose gradients are isoflop's own or the reference. */
  readonly gradients?: GradientVerdict;
  /** Where the job asked for it. */
  readonly latency?: Latency;
  readonly scores?: ZeroCostScores;
  readonly test?: { readonly accuracy: number; readonly loss: number };
}
