import { join } from 'node:path';
import { zooEntries } from '@isoflop/blocks';
import { type DataShape, type Experiment, type ExperimentError, experimentErrorAt, parseExperiment } from '@isoflop/search-space';
import { DatasetError, knownDatasets } from '@isoflop/training';
import { dataShapeOf, experimentOf } from '../../experiment-source.js';
import { pathInside } from '../../file-inside.js';
import type { Issue } from '../schema.js';

export interface ReadExperiment {
  readonly experiment: Experiment;
  readonly data: DataShape;
}

/**
 * Reads an experiment that came over the network. It may name files of a folder, and none outside: a module is code that would be run. Throws
 * `ExperimentError` with line and column.
 */
export async function readExperimentText(text: string, files: string): Promise<ReadExperiment> {
  const file = join(files, 'experiment.yaml');
  await requireInside(parseExperiment(text, file), text, files);
  const experiment = await experimentOf(text, file);
  try {
    return { experiment, data: await dataShapeOf(experiment) };
  } catch (error) {
    if (error instanceof DatasetError) throw experimentErrorAt(text, file, ['dataset'], error.message);
    throw error;
  }
}

/** The text that says the same as a form. JSON is YAML. */
export function textOf(body: { readonly text: string } | { readonly experiment: object }): string {
  return 'text' in body ? body.text : JSON.stringify(body.experiment, null, 2);
}

/** As a list for editors. */
export function issuesOf({ line, column, message, file }: ExperimentError): Issue[] {
  return [{ line, column, message: message.replace(`${file}:${line}:${column}: `, '') }];
}

async function requireInside({ evaluator, dataset, space }: Experiment, text: string, files: string): Promise<void> {
  const named: [path: string, at: string[]][] = [];
  if (evaluator.kind !== 'train') named.push([evaluator.file, ['evaluator', 'file']]);
  else if (!knownDatasets().some(({ name }) => name === dataset)) named.push([dataset, ['dataset']]);
  if (space.preset === 'scaling' && typeof space.base === 'string' && !zooEntries.some(({ name }) => name === space.base)) {
    named.push([space.base, ['space', 'base']]);
  }
  for (const [path, at] of named) {
    if ((await pathInside(files, path)) !== undefined) continue;
    const rule = `must be something in the folder that the dashboard was started with (--files), got ${JSON.stringify(path)}`;
    throw experimentErrorAt(text, join(files, 'experiment.yaml'), at, `${rule}; put it there, or start the search from a terminal`);
  }
}
