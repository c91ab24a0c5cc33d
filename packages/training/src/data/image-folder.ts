import { type Dirent, promises } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import type { DataPath } from './data-path.js';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import { decodeImages, type EncodedImage } from './decode-images.js';
import type { DatasetFormat, ReadOptions } from './format.js';
import { type Part, partNamed, parts } from './parts.js';
import { Skips } from './skips.js';

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Pictures in a folder per class, which may lie in folders per part (train, validation, test). */
export const imageFolder: DatasetFormat = {
  description: 'a folder with a folder of JPEG, PNG or WebP pictures for every class, or such folders named train, validation and test',
  slow: true,
  detects: async ({ path, isFolder }) => isFolder && (await holdsPicturesBelow(path)),
  read: readImageFolder,
};

async function readImageFolder({ path }: DataPath, options: ReadOptions): Promise<OfficialSplits> {
  const roots = await partFolders(path);
  const classes = await subfolders(roots.training);
  const present = parts.filter((part) => roots[part] !== undefined);
  const encoded: EncodedImage[][] = [];
  for (const part of present) encoded.push(await picturesOf(roots[part]!, classes, path));
  const skips = new Skips(options.strict);
  const { splits, ...shape } = await decodeImages(encoded, options, skips);
  const skipped = skips.outcome(splits.reduce((sum, { count }) => sum + count, 0));
  const byPart = Object.fromEntries(present.map((part, i) => [part, splits[i]])) as Record<Part, ImageSplit>;
  refuseEmptyClass(classes, byPart.training);
  return {
    name: basename(resolve(path)),
    classes,
    ...shape,
    source: path,
    licence: 'unknown: not stated in the files',
    ...byPart,
    ...(skipped ? { skipped } : {}),
  };
}

/** The folders that hold the class folders of each part; the given folder itself holds training's when none is named train. */
async function partFolders(path: string): Promise<{ training: string } & Partial<Record<Part, string>>> {
  const named = (await subfolders(path)).flatMap((name) => {
    const part = partNamed(name);
    return part ? [{ name, part }] : [];
  });
  const training = named.find(({ part }) => part === 'training');
  // A class may be called train too: its folder holds pictures and no folders.
  if (!training || (await subfolders(join(path, training.name))).length === 0) return { training: path };
  const folders: Partial<Record<Part, string>> = {};
  for (const { name, part } of named) {
    if (folders[part]) throw new DatasetError(`one folder must hold the ${part} pictures, got ${basename(folders[part])} and ${name}`);
    folders[part] = join(path, name);
  }
  return folders as { training: string };
}

/** Every class in `root` must be known and have pictures: an empty folder is more likely a slip than a wish. */
async function picturesOf(root: string, classes: readonly string[], path: string): Promise<EncodedImage[]> {
  const pictures: EncodedImage[] = [];
  for (const name of await subfolders(root)) {
    const label = classes.indexOf(name);
    const folder = relative(path, join(root, name));
    if (label < 0) throw new DatasetError(`${folder}: the class must be one of those in the training folder (${classes.join(', ')})`);
    const files = (await promises.readdir(join(root, name), { recursive: true })).filter(isPicture).sort();
    if (files.length === 0) {
      throw new DatasetError(`${folder}: a class folder must hold pictures (JPEG, PNG or WebP), got none; add some or remove the folder`);
    }
    for (const file of files) pictures.push({ where: join(folder, file), input: join(root, name, file), label });
  }
  return pictures;
}

function refuseEmptyClass(classes: readonly string[], training: ImageSplit): void {
  const seen = new Set(training.labels);
  const empty = classes.find((_, label) => !seen.has(label));
  if (empty !== undefined) throw new DatasetError(`class ${empty}: at least one training picture must be readable, got 0`);
}

function isPicture(file: string): boolean {
  return EXTENSIONS.has(extname(file).toLowerCase()) && !basename(file).startsWith('.');
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (entry.name.startsWith('.')) return false;
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return promises.stat(join(parent, entry.name)).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Names in code unit order, so that labels do not depend on the locale. */
async function subfolders(path: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await promises.readdir(path, { withFileTypes: true })) if (await isFolder(path, entry)) names.push(entry.name);
  return names.sort();
}

/** Stops at the first picture, one to three folders down. */
async function holdsPicturesBelow(path: string, depth = 3): Promise<boolean> {
  for (const name of await subfolders(path)) {
    if ((await promises.readdir(join(path, name))).some(isPicture)) return true;
    if (depth > 1 && (await holdsPicturesBelow(join(path, name), depth - 1))) return true;
  }
  return false;
}
