import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeIdx } from './data/encode-idx.js';
import { IDX_FILES } from './data/idx-folder.js';
import * as library from './index.js';
import { encodeNpy, encodeNpz } from './testing/make-npz.js';
import { encodeExample, encodeTfrecords } from './testing/make-tfrecord.js';

const page = await readFile(new URL('../../../docs/data.md', import.meta.url), 'utf8');
/** Each example with the output that follows it. */
const examples = [...page.matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(([, code, output]) => ({ code, output }));

const modules: Record<string, unknown> = {
  '@isoflop/training': library,
  'node:fs/promises': { writeFile },
};

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-docs-'));
  process.chdir(folder);
  await makePictures();
  await makeDigits();
  await makeCifar();
  await makeBirds();
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

const png = (side: number, background: { r: number; g: number; b: number }) =>
  sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();

async function makePictures(): Promise<void> {
  for (const [name, count, background] of [
    ['red', 9, { r: 200, g: 0, b: 0 }],
    ['blue', 8, { r: 0, g: 0, b: 200 }],
  ] as const) {
    await mkdir(`pictures/${name}`, { recursive: true });
    for (let i = 0; i < count; i++) await writeFile(`pictures/${name}/${i}.png`, await png(16, background));
  }
}

async function makeDigits(): Promise<void> {
  await mkdir('digits');
  const images = new Uint8Array(12 * 16).map((_, i) => i);
  const labels = Uint8Array.from({ length: 12 }, (_, i) => i % 2);
  await writeFile(join('digits', IDX_FILES.trainImages), encodeIdx([12, 4, 4], images));
  await writeFile(join('digits', IDX_FILES.trainLabels), encodeIdx([12], labels));
  await writeFile(join('digits', IDX_FILES.testImages), encodeIdx([2, 4, 4], images.subarray(0, 32)));
  await writeFile(join('digits', IDX_FILES.testLabels), encodeIdx([2], labels.subarray(0, 2)));
  const arrays = {
    x_train: encodeNpy('|u1', [12, 4, 4], images),
    y_train: encodeNpy('|u1', [12], labels),
    x_test: encodeNpy('|u1', [2, 4, 4], images.subarray(0, 32)),
    y_test: encodeNpy('|u1', [2], labels.subarray(0, 2)),
  };
  await writeFile('digits.npz', encodeNpz(arrays));
}

async function makeCifar(): Promise<void> {
  await mkdir('cifar');
  const records = Buffer.concat(Array.from({ length: 20 }, (_, i) => Buffer.concat([Buffer.of(i % 10), Buffer.alloc(3072, i)])));
  for (const name of ['data_batch_1.bin', 'test_batch.bin']) await writeFile(join('cifar', name), records);
}

async function makeBirds(): Promise<void> {
  const records = Array.from({ length: 12 }, async (_, i) =>
    encodeExample({ image: await png(8, { r: i, g: 9 * i, b: 7 }), label: i % 2 }),
  );
  await writeFile('birds.tfrecord', encodeTfrecords(await Promise.all(records)));
}

/** Runs an example's TypeScript with our sources in place of the package; gives what it prints. */
async function run(code: string): Promise<string> {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const AsyncFunction = run.constructor as new (...args: string[]) => (...values: unknown[]) => Promise<void>;
  const lines: string[] = [];
  const print = { log: (...values: unknown[]) => lines.push(`${values.join(' ')}\n`) };
  await new AsyncFunction('require', 'exports', 'console', outputText)((name: string) => modules[name], {}, print);
  return lines.join('');
}

it('has an example for opening, formats, faults and augmentation', () => {
  expect(examples).toHaveLength(4);
  expect(page.match(/```ts/g)).toHaveLength(4);
});

// In the order of the page: a later example may see what an earlier one wrote.
it.each(examples)('the examples of docs/data.md run and print what stands below them: %#', async ({ code, output }) => {
  expect(await run(code)).toBe(output);
});
