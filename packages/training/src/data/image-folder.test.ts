import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from './open-dataset.js';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-pictures-'));
  root = join(folder, 'shapes');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Channels = 1 | 2 | 3 | 4;

/** A picture of one colour; one or two channels are grey, two and four have alpha. The name's ending says how it is encoded. */
async function picture(name: string, colour: readonly number[], { width = 8, height = 8 } = {}): Promise<void> {
  const file = join(root, name);
  await mkdir(dirname(file), { recursive: true });
  const raw = Buffer.from(Array.from({ length: width * height }, () => colour).flat());
  await sharp(raw, { raw: { width, height, channels: colour.length as Channels } })
    .toColourspace(colour.length < 3 ? 'b-w' : 'srgb')
    .toFile(file);
}

/** Three classes of six pictures, red, green and blue, as JPEG, PNG and WebP. */
async function threeClasses(at = ''): Promise<void> {
  const colours = { red: [200, 0, 0], green: [0, 200, 0], blue: [0, 0, 200] };
  for (const [name, colour] of Object.entries(colours)) {
    for (let i = 0; i < 6; i++) await picture(join(at, name, `${i}.${['jpg', 'png', 'webp'][i % 3]}`), colour);
  }
}

const open = (options = {}) => openDataset(root, { seed: 1, cache: join(folder, 'cache'), ...options });

describe('openDataset on a folder of pictures', () => {
  it('reads JPEG, PNG and WebP, a class per folder in order of their names, and cuts all three parts', async () => {
    await threeClasses();
    await writeFile(join(root, 'readme.txt'), 'not a picture');
    const data = await open({ validationFraction: 0.25, testFraction: 1 / 3 });
    expect(data).toMatchObject({ name: 'shapes', classes: ['blue', 'green', 'red'], height: 8, width: 8, channels: 3 });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([9, 3, 6]);
    for (const split of [data.train, data.validation, data.test]) {
      split.labels.forEach((label, i) => {
        const pixel = Array.from(split.images.subarray(192 * i, 192 * i + 3));
        expect(pixel.indexOf(Math.max(...pixel))).toBe(2 - label);
      });
    }
  });

  it('takes folders named train, val and test as parts', async () => {
    await threeClasses('train');
    await picture('val/red/a.png', [200, 0, 0]);
    await picture('test/blue/b.png', [0, 0, 200]);
    const data = await open();
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([18, 1, 1]);
    expect([data.validation.labels[0], data.test.labels[0]]).toEqual([2, 0]);
  });

  it('takes a folder named train that holds pictures as a class', async () => {
    for (let i = 0; i < 6; i++) for (const name of ['bus', 'train']) await picture(`${name}/${i}.png`, [i, 0, 0]);
    expect((await open()).classes).toEqual(['bus', 'train']);
  });

  it('keeps grey pictures grey, and makes all coloured when one is', async () => {
    for (let i = 0; i < 6; i++) await picture(`a/${i}.png`, [i * 10]);
    const grey = await open();
    expect(grey.channels).toBe(1);
    expect(grey.train.images[0] % 10).toBe(0);
    await picture('a/colour.png', [9, 8, 7]);
    const mixed = await open();
    expect(mixed.channels).toBe(3);
    expect(mixed.train.images.subarray(0, 3)).toEqual(new Uint8Array(3).fill(mixed.train.images[0]));
  });

  it('lays transparent pixels on white, with and without colour', async () => {
    for (let i = 0; i < 6; i++) await picture(`a/${i}.png`, [0, 100, 200, i % 2 ? 0 : 255]);
    const { train } = await open();
    const first = (i: number) => Array.from(train.images.subarray(192 * i, 192 * i + 3)).join();
    expect(new Set(Array.from({ length: train.count }, (_, i) => first(i)))).toEqual(new Set(['255,255,255', '0,100,200']));
    await rm(root, { recursive: true });
    for (let i = 0; i < 6; i++) await picture(`a/${i}.png`, [50, i % 2 ? 0 : 255]);
    const grey = await open();
    expect(grey.channels).toBe(1);
    expect(new Set(grey.train.images)).toEqual(new Set([255, 50]));
  });

  it('reads 16-bit PNGs as bytes', async () => {
    for (let i = 0; i < 6; i++) {
      await mkdir(join(root, 'a'), { recursive: true });
      const raw = Uint16Array.from({ length: 64 * 3 }, (_, j) => 257 * [10, 20, 30][j % 3]);
      const png = sharp(raw, { raw: { width: 8, height: 8, channels: 3 } })
        .toColourspace('rgb16')
        .png();
      await png.toFile(join(root, `a/${i}.png`));
      expect((await sharp(join(root, `a/${i}.png`)).metadata()).depth).toBe('ushort');
    }
    const { train } = await open();
    expect(Array.from(train.images.subarray(0, 3))).toEqual([10, 20, 30]);
  });

  it('brings pictures of different sizes to a square of their median shorter side, or of the asked side', async () => {
    const sizes = [
      [20, 10],
      [12, 40],
      [16, 16],
      [50, 14],
      [11, 30],
    ];
    for (const [i, [height, width]] of sizes.entries()) await picture(`a/${i}.png`, [1, 2, 3], { height, width });
    expect(await open()).toMatchObject({ height: 12, width: 12 });
    const data = await open({ imageSize: 6 });
    expect(data).toMatchObject({ height: 6, width: 6 });
    expect(Array.from(data.train.images.subarray(0, 3))).toEqual([1, 2, 3]);
    await expect(open({ imageSize: 0 })).rejects.toThrow('imageSize must be an integer of at least 1, got 0');
  });

  it('leaves out cut and wrong files and counts them, or refuses the first one', async () => {
    await threeClasses();
    const whole = await readFile(join(root, 'red', '1.png'));
    await writeFile(join(root, 'red', 'cut.png'), whole.subarray(0, whole.length - 30));
    await writeFile(join(root, 'green', 'text.jpg'), 'this is no picture');
    await writeFile(join(root, 'blue', 'empty.webp'), '');
    const data = await open();
    expect(data.train.count + data.validation.count + data.test.count).toBe(18);
    expect(data.skipped?.count).toBe(3);
    for (const file of ['red/cut.png', 'green/text.jpg', 'blue/empty.webp']) {
      expect(data.skipped?.first.some((line) => line.startsWith(`${file}: not a whole JPEG, PNG or WebP (`))).toBe(true);
    }
    await expect(open({ strict: true })).rejects.toThrow(/: not a whole JPEG, PNG or WebP \(.*mend or remove it/);
  });

  it.each<[string, () => Promise<void>, string]>([
    [
      'an empty class folder',
      () => mkdir(join(root, 'purple')).then(() => {}),
      'purple: a class folder must hold pictures (JPEG, PNG or WebP), got none',
    ],
    [
      'a class whose pictures are all damaged',
      () => mkdir(join(root, 'purple')).then(() => writeFile(join(root, 'purple/a.png'), 'x')),
      'class purple: at least one training picture must be readable, got 0',
    ],
  ])('refuses %s', async (_, damage, message) => {
    await threeClasses();
    await damage();
    await expect(open()).rejects.toThrow(message);
  });

  it('refuses a class that the training folder does not have', async () => {
    await threeClasses('train');
    await picture('test/purple/a.png', [9, 9, 9]);
    await expect(open()).rejects.toThrow('test/purple: the class must be one of those in the training folder (blue, green, red)');
  });

  it('refuses a folder in no known format and says what is in it', async () => {
    await mkdir(root);
    await writeFile(join(root, 'notes.txt'), '');
    await expect(open()).rejects.toThrow(/must be a folder with four IDX files, or .*; got a folder with notes\.txt/);
  });
});
