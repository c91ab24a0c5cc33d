import { readFile } from 'node:fs/promises';
import { type DataShape, type Experiment, parseExperiment, presetNames } from '@isoflop/search-space';
import { knownDatasets, openDataset } from '@isoflop/training';
import { UsageError } from './exit.js';

/** Reads an experiment file, or makes one of a preset's name with a budget that everything fits. */
export async function readExperiment(fileOrPreset: string): Promise<Experiment> {
  if ((presetNames as readonly string[]).includes(fileOrPreset)) {
    return parseExperiment(
      `name: ${fileOrPreset}\ndataset: fashion-mnist\nspace: ${fileOrPreset}\nbudget: { macs: 1000G }\nsearch: { trials: 1 }\n`,
      fileOrPreset,
    );
  }
  let text: string;
  try {
    text = await readFile(fileOrPreset, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(
      `${fileOrPreset}: an experiment file must be readable, got ${code}; give a YAML file or a preset (${presetNames.join(', ')})`,
    );
  }
  return parseExperiment(text, fileOrPreset);
}

/** Channels and classes that a study's networks are for. */
export async function dataShapeOf({ evaluator, dataset, search }: Experiment): Promise<DataShape> {
  if (evaluator.kind === 'train') return shapeOf(dataset, search.seed);
  return { channels: evaluator.channels, classes: evaluator.classes };
}

/** Channels and classes of a data set; known sets need no reading. */
export async function shapeOf(dataset: string, seed: number): Promise<DataShape> {
  const known = knownDatasets().find((candidate) => candidate.name === dataset);
  if (known) return { channels: known.channels, classes: known.classes.length };
  const opened = await openDataset(dataset, { seed });
  return { channels: opened.channels, classes: opened.classes.length };
}
