import type { ChannelStatistics } from '../job.js';
import { type Dataset, DatasetError, type ImageSplit } from './dataset.js';
import { resizeSplit } from './resize.js';
import { channelStatistics } from './statistics.js';

/** A data set at one resolution, with the statistics of its training images at that resolution. */
export interface PreparedDataset {
  readonly name: string;
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly train: ImageSplit;
  readonly validation: ImageSplit;
  readonly test: ImageSplit;
  readonly normalization: ChannelStatistics;
}

/**
 * Resizes every image to a candidate's input, once, and measures mean and deviation of the training part. Throws a DatasetError when the
 * candidate takes another number of channels.
 */
export function prepareDataset(
  dataset: Dataset,
  input: { readonly height: number; readonly width: number; readonly channels: number },
): PreparedDataset {
  const { name, classes, channels } = dataset;
  const { height, width } = input;
  if (input.channels !== channels) {
    throw new DatasetError(
      `data set ${name}: the network's input must have ${channels} channels, got ${input.channels}; change the architecture's input`,
    );
  }
  const resize = (split: ImageSplit) => resizeSplit(split, [dataset.height, dataset.width, channels], [height, width]);
  const train = resize(dataset.train);
  return {
    name,
    classes,
    height,
    width,
    channels,
    train,
    validation: resize(dataset.validation),
    test: resize(dataset.test),
    normalization: channelStatistics(train.images, channels),
  };
}
