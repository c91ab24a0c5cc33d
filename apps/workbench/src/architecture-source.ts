import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Architecture, ArchitectureError, parseArchitecture, type ZooOptions, zoo, zooEntries } from '@isoflop/blocks';
import { fromPycls, fromTimm, fromTimmText, isTimmText } from '@isoflop/export';
import { scale } from '@isoflop/scaling';
import { UsageError } from './exit.js';

/** Whether an argument is the name of a published network. */
export function isPublished(argument: string): boolean {
  return zooEntries.some((entry) => entry.name === argument);
}

/** Whether an argument is a published network, a network file or timm's block strings, and not the name of something else. */
export function isNetwork(argument: string): boolean {
  return isPublished(argument) || /\.(json|ya?ml)$/.test(argument) || isTimmText(argument);
}

/**
 * The architecture that a NAME|FILE argument means: a published network; a JSON file of ours or of timm's settings; a pycls YAML file; or
 * timm's block strings themselves. Width, depth and resolution scale what is not published; `classes` and `channels` are for published
 * networks, a file says its own.
 */
export async function readArchitecture(nameOrFile: string, options: ZooOptions = {}): Promise<Architecture> {
  if (isPublished(nameOrFile)) return zoo(nameOrFile, options);
  const isText = isTimmText(nameOrFile);
  if (!isText && !/[./\\]/.test(nameOrFile)) return zoo(nameOrFile, options); // throws, naming what there is
  const architecture = isText ? fromTimmText(nameOrFile) : await fromFile(nameOrFile);
  const { width = 1, depth = 1, resolution, classes, channels } = options;
  if (classes !== undefined || channels !== undefined) {
    throw new UsageError(`${nameOrFile}: --classes and --channels are for published networks; change them in the file`);
  }
  const ratio = resolution === undefined ? 1 : resolution / architecture.input.height;
  return width === 1 && depth === 1 && ratio === 1 ? architecture : scale(architecture, { width, depth, resolution: ratio });
}

async function fromFile(file: string): Promise<Architecture> {
  const text = await readFile(file, 'utf8');
  const name = basename(file, extname(file));
  if (/\.ya?ml$/.test(file)) return parsed(file, () => fromPycls(text, name));
  const value: unknown = parsed(file, () => JSON.parse(text));
  if (typeof value === 'object' && value !== null && 'arch_def' in value) return fromTimm({ name, ...value });
  // An exported architecture.json wraps the architecture with its results.
  return parseArchitecture((value as { architecture?: unknown } | null)?.architecture ?? value);
}

/** What a parser makes of a file; that it is not of the file's format is an `ArchitectureError` too. */
function parsed<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ArchitectureError) throw error;
    const format = /\.ya?ml$/.test(file) ? 'YAML' : 'JSON';
    throw new ArchitectureError(
      '',
      `${file} must be a ${format} file`,
      (error as Error).message.split('\n')[0],
      'correct it at the place named',
    );
  }
}
