import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CIFAR_10_CLASSES, CIFAR_100_CLASSES } from './cifar-classes.js';
import { CIFAR_10, loadCifar } from './known-cifar.js';
import { openDataset } from './open-dataset.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-cifar-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A record whose planes are constant: red is the label, green 100, blue 200. */
function record(...labels: number[]): Buffer {
  const label = labels.at(-1)!;
  return Buffer.concat([Buffer.from(labels), ...[label, 100, 200].map((value) => Buffer.alloc(1024, value))]);
}

const batch = (labels: readonly number[]) => Buffer.concat(labels.map((label) => record(label)));
const twenty = Array.from({ length: 20 }, (_, i) => i % 10);

async function write(path: string, files: Record<string, Buffer>): Promise<string> {
  await mkdir(path, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
  return path;
}

const cifar10 = (changes: Record<string, Buffer> = {}) =>
  write(join(folder, 'tiny'), {
    'data_batch_1.bin': batch(twenty),
    'data_batch_2.bin': batch(twenty),
    'test_batch.bin': batch(twenty),
    ...changes,
  });

const options = { seed: 1, validationFraction: 0.25 };

describe('openDataset on CIFAR files', () => {
  it('reads every batch, interleaves the planes and names the classes', async () => {
    const data = await openDataset(await cifar10(), options);
    expect(data).toMatchObject({ name: 'tiny', height: 32, width: 32, channels: 3, classes: CIFAR_10_CLASSES });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([30, 10, 20]);
    for (const split of [data.train, data.validation, data.test]) {
      for (let i = 0; i < split.count; i++) {
        expect(Array.from(split.images.subarray(i * 3072 + 3069, i * 3072 + 3072))).toEqual([split.labels[i], 100, 200]);
      }
    }
    expect(data.skipped).toBeUndefined();
  });

  it('takes the fine label of CIFAR-100 and the names in its meta file', async () => {
    const records = Buffer.concat(Array.from({ length: 100 }, (_, fine) => record(19, fine)));
    const path = await write(join(folder, 'hundred'), { 'train.bin': records, 'test.bin': records });
    const data = await openDataset(path, { seed: 1 });
    expect(data.classes).toEqual(CIFAR_100_CLASSES);
    expect(new Set(data.test.labels).size).toBe(100);
    expect(Array.from(data.test.images.subarray(0, 3))).toEqual([data.test.labels[0], 100, 200]);
    await write(path, { 'fine_label_names.txt': Buffer.from(Array.from({ length: 100 }, (_, i) => `class ${i}\n`).join('')) });
    expect((await openDataset(path, { seed: 1 })).classes[7]).toBe('class 7');
  });

  it('reads the same from the folder that the archive unpacks to and from the archive', async () => {
    const files = { 'data_batch_1.bin': batch(twenty), 'test_batch.bin': batch(twenty) };
    await write(join(folder, 'outer', 'cifar-10-batches-bin'), files);
    const tar = await packTar(
      Object.entries(files).map(([name, body]) => ({ header: { name: `cifar-10-batches-bin/${name}`, size: body.length }, body })),
    );
    await writeFile(join(folder, 'outer.tar'), tar);
    await writeFile(join(folder, 'outer.tar.gz'), gzipSync(tar));
    const fromFolder = await openDataset(join(folder, 'outer'), options);
    for (const archive of ['outer.tar', 'outer.tar.gz']) {
      const data = await openDataset(join(folder, archive), { ...options, cache: folder });
      expect(data).toEqual({ ...fromFolder, source: join(folder, archive) });
    }
  });

  it('leaves a cut record and labels outside the classes out, counts them and tells so', async () => {
    const path = await cifar10({ 'data_batch_2.bin': Buffer.concat([batch([...twenty, 10]), record(1).subarray(0, 100)]) });
    const lines: string[] = [];
    const data = await openDataset(path, { ...options, log: (line) => lines.push(line) });
    expect(data.train.count + data.validation.count).toBe(40);
    expect(data.skipped).toEqual({
      count: 2,
      first: [
        'data_batch_2.bin, record 20: the label must be below 10, got 10',
        'data_batch_2.bin, record 21: a record must have 3073 bytes, the file ends after 100',
      ],
    });
    expect(lines.join()).toContain('left out 2 that could not be read');
    await expect(openDataset(path, { ...options, strict: true })).rejects.toThrow(
      `data set ${path}: data_batch_2.bin, record 20: the label must be below 10, got 10; mend or remove it, or open the data without strict`,
    );
  });

  it('refuses data of which most is unreadable: it is something else', async () => {
    const path = await cifar10({ 'data_batch_1.bin': Buffer.alloc(50 * 3073, 77), 'data_batch_2.bin': Buffer.alloc(0) });
    await expect(openDataset(path, options)).rejects.toThrow('more than half of the images must be readable, got 20 of 70');
  });

  it('refuses an archive that is cut, or that holds something else', async () => {
    const tar = await packTar([{ header: { name: 'a.txt', size: 1 }, body: 'a' }]);
    await writeFile(join(folder, 'other.tar.gz'), gzipSync(tar));
    await expect(openDataset(join(folder, 'other.tar.gz'), options)).rejects.toThrow(
      'there must be data_batch_1.bin (CIFAR-10) or train.bin',
    );
    await writeFile(join(folder, 'cut.tar.gz'), gzipSync(tar).subarray(0, 40));
    await expect(openDataset(join(folder, 'cut.tar.gz'), options)).rejects.toThrow('not a whole gzip file');
    const long = await packTar([{ header: { name: 'data_batch_1.bin', size: 3073 }, body: record(1) }]);
    await writeFile(join(folder, 'cut.tar'), long.subarray(0, 2000));
    await expect(openDataset(join(folder, 'cut.tar'), options)).rejects.toThrow('not a whole tar archive');
  });
});

describe('loadCifar', () => {
  it('refuses an archive with another MD5 and a folder with another number of images, and names both', async () => {
    await writeFile(join(folder, 'x.tar.gz'), 'no archive');
    await expect(loadCifar(CIFAR_10, { path: join(folder, 'x.tar.gz') })).rejects.toThrow(
      /its MD5 must be c32a1d4ab5d03f1284b67883e8d87530, got/,
    );
    await expect(loadCifar(CIFAR_10, { path: await cifar10() })).rejects.toThrow(
      'there must be 50000 training and 10000 test images, got 40 and 20',
    );
    await expect(loadCifar(CIFAR_10, { path: join(folder, 'none') })).rejects.toThrow(
      'data set cifar-10: its binary version cannot be had: path',
    );
  });

  it('takes a folder with the published number of images and gives it the published facts', async () => {
    const images = batch(Array.from({ length: 10_000 }, (_, i) => i % 10));
    const names = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
    for (const name of names) await write(join(folder, 'whole'), { [`${name}.bin`]: images });
    const splits = await loadCifar(CIFAR_10, { path: join(folder, 'whole') });
    expect(splits).toMatchObject({ ...CIFAR_10.facts, source: `path ${join(folder, 'whole')}` });
    expect([splits.training.count, splits.test?.count]).toEqual([50_000, 10_000]);
  });
});
