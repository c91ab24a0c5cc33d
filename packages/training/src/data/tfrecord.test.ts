import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeExample, encodeTfrecords } from '../testing/make-tfrecord.js';
import { crc32c } from './crc32c.js';
import { openDataset } from './open-dataset.js';
import { decodeExample } from './tf-example.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-tfrecord-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const png = (level: number) =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r: level, g: level, b: level } } })
    .png()
    .toBuffer();

/** A labelled picture as TensorFlow's image tools write it. */
async function example(label: number, text?: string): Promise<Uint8Array> {
  return encodeExample({
    'image/encoded': await png(10 * label),
    'image/class/label': label,
    ...(text === undefined ? {} : { 'image/class/text': Buffer.from(text) }),
  });
}

const examples = (labels: readonly number[]) => Promise.all(labels.map((label) => example(label)));
const twelve = Array.from({ length: 12 }, (_, i) => i % 3);
const open = (path: string, options = {}) => openDataset(path, { seed: 1, cache: join(folder, 'cache'), ...options });

describe('openDataset on TFRecord files', () => {
  it('reads one file and cuts all three parts', async () => {
    const path = join(folder, 'flowers.tfrecord');
    await writeFile(path, encodeTfrecords(await examples(twelve)));
    const data = await open(path, { validationFraction: 0.25, testFraction: 0.25 });
    expect(data).toMatchObject({ name: 'flowers', classes: ['0', '1', '2'], height: 4, width: 4, channels: 3 });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([7, 2, 3]);
    data.train.labels.forEach((label, i) => {
      expect(data.train.images[48 * i]).toBe(10 * label);
    });
  });

  it('reads a folder of shards, compressed or not, by the parts in their names, and names classes by their text', async () => {
    const path = join(folder, 'birds');
    await mkdir(path);
    const named = await Promise.all(twelve.map((label) => example(label, ['wren', 'owl', 'kite'][label])));
    await writeFile(join(path, 'birds-train.tfrecord-00000-of-00002'), encodeTfrecords(named.slice(0, 6)));
    await writeFile(join(path, 'birds-train.tfrecord-00001-of-00002'), encodeTfrecords(named.slice(6)));
    await writeFile(join(path, 'birds-validation.tfrecord-00000-of-00001'), encodeTfrecords(named.slice(0, 3)));
    await writeFile(join(path, 'birds-test.tfrecord.gz'), gzipSync(encodeTfrecords(named.slice(0, 2))));
    await writeFile(join(path, 'dataset_info.json'), '{}');
    const data = await open(path);
    expect(data.classes).toEqual(['wren', 'owl', 'kite']);
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([12, 3, 2]);
  });

  it("reads TensorFlow Datasets' names", async () => {
    const records = await Promise.all(twelve.map(async (label) => encodeExample({ image: await png(label), label })));
    await writeFile(join(folder, 'a.tfrecord'), encodeTfrecords(records));
    expect((await open(join(folder, 'a.tfrecord'))).classes).toHaveLength(3);
  });

  it('leaves out damaged records, foreign messages and the cut end, and counts them, or refuses the first', async () => {
    const path = join(folder, 'a.tfrecord');
    const strange = [
      encodeExample({ other: 1 }),
      encodeExample({ 'image/encoded': Buffer.from('no picture'), 'image/class/label': 1 }),
      Buffer.of(255),
    ];
    const whole = encodeTfrecords([...(await examples(twelve)), ...strange, await example(1), await example(2)]);
    const damaged = Buffer.from(whole);
    damaged[20] ^= 1;
    await writeFile(path, damaged.subarray(0, -3));
    const data = await open(path);
    expect(data.train.count + data.validation.count + data.test.count).toBe(12);
    expect(data.skipped?.count).toBe(5);
    expect(data.skipped?.first).toEqual([
      'a.tfrecord, record 0: the data must have the right checksum',
      'a.tfrecord, record 12: not a tf.train.Example of a labelled picture (there must be bytes named image/encoded or image, the record has other)',
      expect.stringMatching(/^a\.tfrecord, record 14: not a tf\.train\.Example of a labelled picture \(/),
      expect.stringMatching(/^a\.tfrecord, record 16: it must end at \d+, the file ends at \d+$/),
      expect.stringMatching(/^a\.tfrecord, record 13: not a whole JPEG, PNG or WebP \(/),
    ]);
    await expect(open(path, { strict: true })).rejects.toThrow(
      'a.tfrecord, record 0: the data must have the right checksum; mend or remove it',
    );
  });

  it('cannot go on after a damaged length, and counts the rest as one', async () => {
    const records = await examples(twelve);
    const start = encodeTfrecords(records.slice(0, 9)).length;
    const damaged = encodeTfrecords(records);
    damaged[start] ^= 1;
    await writeFile(join(folder, 'a.tfrecord'), damaged);
    expect((await open(join(folder, 'a.tfrecord'))).skipped).toEqual({
      count: 1,
      first: [`a.tfrecord, record 9: the length at offset ${start} must have the right checksum, the rest of the file is unreadable`],
    });
  });

  it('leaves out labels that training does not have, and negative ones', async () => {
    const path = join(folder, 'a');
    await mkdir(path);
    await writeFile(join(path, 'train.tfrecord'), encodeTfrecords([...(await examples(twelve)), await example(-1)]));
    await writeFile(join(path, 'test.tfrecord'), encodeTfrecords(await examples([0, 3])));
    expect((await open(path)).skipped?.first).toEqual([
      expect.stringContaining(
        'train.tfrecord, record 12: not a tf.train.Example of a labelled picture (there must be an integer from 0 to 65535',
      ),
      'test.tfrecord, record 1: the label must be below 3 as in training, got 3',
    ]);
  });

  it('refuses a folder without training records, and a file without any', async () => {
    const path = join(folder, 'a');
    await mkdir(path);
    await writeFile(join(path, 'test.tfrecord'), encodeTfrecords(await examples(twelve)));
    await expect(open(path)).rejects.toThrow('a file must hold training records, got only test.tfrecord; rename one');
    await writeFile(join(folder, 'b.tfrecord'), encodeTfrecords([encodeExample({ other: 1 })]));
    await expect(open(join(folder, 'b.tfrecord'))).rejects.toThrow('there must be at least one readable image, got 0');
  });
});

describe('crc32c', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});

describe('decodeExample', () => {
  it('reads bytes, floats and integers from the wire format', () => {
    // Features { "a": bytes "hi", "f": floats [1.5] packed, "i": integers [-1] packed }, written by hand after feature.proto.
    const entry = (name: string, feature: number[]) => [
      0x0a,
      5 + feature.length,
      0x0a,
      1,
      name.charCodeAt(0),
      0x12,
      feature.length,
      ...feature,
    ];
    const minusOne = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    const features = [
      ...entry('a', [0x0a, 4, 0x0a, 2, 104, 105]),
      ...entry('f', [0x12, 6, 0x0a, 4, 0, 0, 0xc0, 0x3f]),
      ...entry('i', [0x1a, 12, 0x0a, 10, ...minusOne]),
    ];
    const decoded = decodeExample(Uint8Array.of(0x0a, features.length, ...features));
    expect([...decoded.keys()]).toEqual(['a', 'f', 'i']);
    expect(Buffer.from(decoded.get('a')?.[0] as Uint8Array).toString()).toBe('hi');
    expect([decoded.get('f'), decoded.get('i')]).toEqual([[1.5], [-1]]);
  });
});
