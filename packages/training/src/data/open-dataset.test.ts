import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeIdx } from './encode-idx.js';
import { IDX_FILES, type IdxPart } from './idx-folder.js';
import { knownDatasets, openDataset } from './open-dataset.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An MNIST-like folder of 4 x 3 images in three classes, with some files replaced. */
async function idxFolder(changes: Partial<Record<IdxPart, Uint8Array>> = {}): Promise<string> {
  const path = join(folder, 'digits');
  await mkdir(path);
  const files: Record<IdxPart, Uint8Array> = {
    trainImages: encodeIdx(
      [12, 4, 3],
      new Uint8Array(144).map((_, i) => i),
    ),
    trainLabels: encodeIdx(
      [12],
      Uint8Array.from({ length: 12 }, (_, i) => i % 3),
    ),
    testImages: encodeIdx([3, 4, 3], new Uint8Array(36)),
    testLabels: encodeIdx([3], Uint8Array.of(0, 1, 2)),
    ...changes,
  };
  for (const [part, name] of Object.entries(IDX_FILES)) await writeFile(join(path, name), files[part as IdxPart]);
  return path;
}

describe('openDataset', () => {
  it('opens a folder of IDX files under the name of the folder', async () => {
    const data = await openDataset(await idxFolder(), { seed: 1, validationFraction: 0.25 });
    expect(data).toMatchObject({ name: 'digits', classes: ['0', '1', '2'], height: 4, width: 3, channels: 1 });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([9, 3, 3]);
    expect(data.train.images).toHaveLength(9 * 12);
  });

  it.each<[string, Partial<Record<IdxPart, Uint8Array>>, string]>([
    [
      'a label outside the classes',
      { testLabels: encodeIdx([3], Uint8Array.of(0, 1, 3)) },
      't10k-labels-idx1-ubyte: label 2 must be below 3, got 3',
    ],
    [
      'labels missing',
      { trainLabels: encodeIdx([11], new Uint8Array(11)) },
      'train-labels-idx1-ubyte: the shape must be [12] as there are 12 images',
    ],
    [
      'another size in the test set',
      { testImages: encodeIdx([3, 2, 2], new Uint8Array(12)) },
      'the shape must be [count, 4, 3], got [3,2,2]',
    ],
  ])('refuses %s and names file and folder', async (_, changes, message) => {
    const path = await idxFolder(changes);
    await expect(openDataset(path, { seed: 1 })).rejects.toThrow(message);
    await expect(openDataset(path, { seed: 1 })).rejects.toThrow(path);
  });

  it('refuses an unknown name and lists the known ones', async () => {
    await expect(openDataset('cifar-11', { seed: 1 })).rejects.toThrow(
      'data set: must be a known name (fashion-mnist, cifar-10, cifar-100, textures) or a path, got "cifar-11"',
    );
    await expect(openDataset('toString', { seed: 1 })).rejects.toThrow('got "toString"');
  });

  it('opens the procedural set with the facts it announced', async () => {
    const data = await openDataset('textures', { seed: 1, subset: { train: 100, validation: 50, test: 20 } });
    expect(data).toMatchObject(knownDatasets().find((facts) => facts.name === 'textures')!);
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([100, 50, 20]);
  });
});
