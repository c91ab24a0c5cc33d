import { readFile } from 'node:fs/promises';
import { type Architecture, ArchitectureError, parseArchitecture, type ZooOptions, zoo, zooEntries } from '@isoflop/blocks';
import { scale } from '@isoflop/scaling';
import { UsageError } from './exit.js';

/**
 * The architecture that a NAME|FILE argument means: a published network, or a JSON file. Width, depth and resolution scale a
 * file's network; `classes` and `channels` are for published networks, a file says its own.
 */
export async function readArchitecture(nameOrFile: string, options: ZooOptions = {}): Promise<Architecture> {
  if (zooEntries.some((entry) => entry.name === nameOrFile)) return zoo(nameOrFile, options);
  if (!/[./\\]/.test(nameOrFile)) return zoo(nameOrFile, options); // throws, naming what there is
  const architecture = await fromFile(nameOrFile);
  const { width = 1, depth = 1, resolution, classes, channels } = options;
  if (classes !== undefined || channels !== undefined) {
    throw new UsageError(`${nameOrFile}: --classes and --channels are for published networks; change them in the file`);
  }
  const ratio = resolution === undefined ? 1 : resolution / architecture.input.height;
  return width === 1 && depth === 1 && ratio === 1 ? architecture : scale(architecture, { width, depth, resolution: ratio });
}

async function fromFile(file: string): Promise<Architecture> {
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArchitectureError('', `${file} must be a JSON file`, (error as Error).message, 'correct it at the place named');
  }
  // An exported best.json wraps the architecture with its results.
  return parseArchitecture((value as { architecture?: unknown } | null)?.architecture ?? value);
}
