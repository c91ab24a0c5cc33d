import { datasetOf, type StudySpec } from '@isoflop/search';
import type { DataShape } from '@isoflop/search-space';
import { type Dataset, DatasetError, openDataset } from '@isoflop/training';
import type { Io } from './io.js';

/** The data a study runs on, as far as its launcher needs them; the images themselves are read by each worker. */
export interface StudyData {
  readonly name: string;
  readonly shape: DataShape;
  /** Undefined where nothing is trained: the evaluator looks results up or is the user's. */
  readonly images: StudyImages | undefined;
}

export interface StudyImages {
  readonly train: number;
  /** What finalists train on. */
  readonly finalistTrain: number;
  readonly validation: number;
  readonly source: string;
  readonly licence: string;
}

/**
 * Fetches and checks an experiment's data set, so that a fault shows before anything is trained. Where it cannot be had and a
 * fallback is named, says so and takes that.
 */
export async function openStudyData(experiment: StudySpec, { io, fallback }: { io: Io; fallback: string | undefined }): Promise<StudyData> {
  const { evaluator } = experiment;
  if (evaluator.kind !== 'train') {
    const { channels, classes } = evaluator;
    return { name: experiment.dataset, shape: { channels, classes }, images: undefined };
  }
  const { name, ...request } = datasetOf(experiment);
  const log = (line: string) => io.say(line);
  const finalists = experiment.finalists?.training;
  const open = async (source: string) => {
    const dataset = await openDataset(source, { ...request, log });
    // Opened as well, so that what is wrong with it shows before the search and not after it.
    const { train } = finalists ? await openDataset(source, { ...datasetOf(experiment, finalists), log }) : dataset;
    return describe(dataset, train.count);
  };
  try {
    return await open(name);
  } catch (error) {
    if (!(error instanceof DatasetError) || fallback === undefined || fallback === name) throw error;
    io.say(error.message);
    io.say(`going on with the procedural data set "${fallback}" instead of "${name}": figures below are not comparable with ${name}`);
    return open(fallback);
  }
}

function describe({ name, channels, classes, train, validation, source, licence }: Dataset, finalistTrain: number): StudyData {
  return {
    name,
    shape: { channels, classes: classes.length },
    images: { train: train.count, finalistTrain, validation: validation.count, source, licence },
  };
}
