import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArchitecture } from '@isoflop/blocks';
import {
  type DataShape,
  type Experiment,
  experimentErrorAt,
  parseExperiment,
  parseScalingSearch,
  presetNames,
  type ScalingSearch,
} from '@isoflop/search-space';
import { knownDatasets, openDataset } from '@isoflop/training';
import { readArchitecture } from './architecture-source.js';
import { UsageError } from './exit.js';

/**
 * Reads an experiment file, with the network that its space scales where it names one, or makes one of a preset's name with a budget that
 * everything fits.
 */
export async function readExperiment(fileOrPreset: string): Promise<Experiment> {
  if ((presetNames as readonly string[]).includes(fileOrPreset)) {
    return parseExperiment(
      `name: ${fileOrPreset}\ndataset: fashion-mnist\nspace: ${fileOrPreset}\nbudget: { macs: 1000G }\nsearch: { trials: 1 }\n`,
      fileOrPreset,
    );
  }
  const text = await textOf(fileOrPreset, 'an experiment file', `a YAML file or a preset (${presetNames.join(', ')})`);
  return experimentOf(text, fileOrPreset);
}

/** The experiment of a file's text; paths in it are relative to the folder of `file`. */
export async function experimentOf(text: string, file: string): Promise<Experiment> {
  return withBase(parseExperiment(text, file), text, file);
}

/** The experiment with the architecture itself in place of the name or file of the network to scale. */
async function withBase(experiment: Experiment, text: string, file: string): Promise<Experiment> {
  const { space } = experiment;
  if (space.preset !== 'scaling') return experiment;
  const { base } = space;
  try {
    const network = typeof base === 'string' ? await readArchitecture(sourceOf(base, file)) : parseArchitecture(base);
    return { ...experiment, space: { ...space, base: { ...network } } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem =
      code === undefined ? message : `must be a published network or a readable file, got ${base} (${code}); isoflop zoo lists the names`;
    throw experimentErrorAt(text, file, ['space', 'base'], problem);
  }
}

/** A path is relative to the experiment file. */
function sourceOf(base: string, file: string): string {
  return /\.(json|ya?ml)$/.test(base) ? resolve(dirname(file), base) : base;
}

/** Reads the file of a scaling search. */
export async function readScalingSearch(file: string): Promise<ScalingSearch> {
  return parseScalingSearch(await textOf(file, 'the file of a scaling search', 'a YAML file'), file);
}

async function textOf(file: string, what: string, mend: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${what} must be readable, got ${(error as NodeJS.ErrnoException).code}; give ${mend}`);
  }
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
