/**
 * What augmentation in the training thread costs beside the step itself: CPU time of one batch's augmentation and of one training step without
 * any. Run it after `npm run build`: `npm run bench:augment -- [--backend auto] [--out bench/results/augment.json]`.
 * CPU time, not wall time, so that other work on the machine does not show.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { costOf, parseArchitecture } from '@isoflop/blocks';
import type { BackendRequest } from '@isoflop/runtime';
import { type Augment, augmentedBatch, type BatchSource, recipes, trainCandidate } from '@isoflop/training';

const { values: options } = parseArgs({ options: { backend: { type: 'string', default: 'auto' }, out: { type: 'string' } } });

const BATCH = 64;
const STEPS = 6;
const EPOCHS = 3;

const flips: Augment = { horizontalFlip: true, shift: 0 };
const augments: Readonly<Record<string, Augment>> = {
  none: { horizontalFlip: false, shift: 0 },
  standard: { horizontalFlip: true, shift: 0.07 },
  'flip, crop': { ...flips, paddedCrop: 0.125 },
  'flip, crop, cutmix': { ...flips, paddedCrop: 0.125, cutmix: { alpha: 1 } },
  'flip, RandAugment 2/9': { ...flips, randAugment: { operations: 2, magnitude: 9 } },
  all: {
    ...flips,
    paddedCrop: 0.125,
    randAugment: { operations: 2, magnitude: 9 },
    randomErasing: { probability: 0.25, area: [0.02, 0.4] },
    mixup: { alpha: 0.2 },
    cutmix: { alpha: 1 },
  },
};

/** An image size with two networks, small and middling for it. */
const cases = [
  { side: 28, channels: 1, widths: [16, 40] },
  { side: 32, channels: 3, widths: [16, 40] },
  { side: 64, channels: 3, widths: [16] },
] as const;

function networkOf(side: number, channels: number, width: number) {
  return parseArchitecture({
    name: `mbconv ${width}`,
    input: { height: side, width: side, channels },
    stem: [{ kind: 'conv', channels: width, kernel: 3, stride: 1, activation: 'relu6' }],
    stages: [width, 2 * width, 4 * width].map((out) => ({ repeats: 2, block: { kind: 'mbconv', channels: out, expansion: 3, stride: 2 } })),
    head: [{ kind: 'classifier', classes: 10 }],
  });
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Made up: their content does not matter for time. */
function pixelsOf(count: number, side: number, channels: number) {
  const images = Uint8Array.from({ length: count * side * side * channels }, (_, i) => (i * 31 + (i >> 5)) & 255);
  return { images, labels: Int32Array.from({ length: count }, (_, i) => i % 10), count };
}

/** Least CPU time of one batch over many. */
function augmentMilliseconds(side: number, channels: number, augment: Augment): number {
  const split = pixelsOf(512, side, channels);
  const table = Float32Array.from({ length: 256 * channels }, (_, i) => (i & 255) / 255);
  const source: BatchSource = {
    split,
    size: { height: side, width: side, channels },
    classes: 10,
    table,
    augment,
    labelSmoothing: 0.1,
    seed: 1,
  };
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 60; step++) {
    const indices = Int32Array.from({ length: BATCH }, (_, i) => (i * 7 + step) % split.count);
    const start = cpuMilliseconds();
    augmentedBatch(source, indices, { epoch: 1, step });
    // The first ones are still being compiled.
    if (step >= 10) least = Math.min(least, cpuMilliseconds() - start);
  }
  return least;
}

/** A folder in CIFAR-10's layout; images are brought to a network's input size anyway. */
function cifarFolder(folder: string): string {
  const RECORDS = 640;
  const path = join(folder, 'cifar');
  mkdirSync(path);
  const records = Uint8Array.from({ length: RECORDS * 3073 }, (_, i) => (i % 3073 === 0 ? (i / 3073) % 10 : (i * 31 + (i >> 5)) & 255));
  writeFileSync(join(path, 'data_batch_1.bin'), records);
  return path;
}

/** Least CPU time of one training step without augmentation, and the backend that it ran on. */
async function stepMilliseconds(side: number, channels: number, width: number, cifar: string) {
  const architecture = networkOf(side, channels, width);
  const dataset = { name: channels === 1 ? 'textures' : cifar, seed: 1, subset: { train: STEPS * BATCH, validation: 10, test: 10 } };
  const job = { architecture, dataset, recipe: { ...recipes.quick, batch: BATCH }, epochs: EPOCHS, seed: 1 };
  let least = Number.POSITIVE_INFINITY;
  let before = cpuMilliseconds();
  let steps = 0;
  const onStep = () => {
    steps++;
    const now = cpuMilliseconds();
    // An epoch's first step follows validation, and what comes after its last one is validation.
    if (steps > 1 && steps <= STEPS) least = Math.min(least, now - before);
    before = now;
  };
  const onEpoch = () => {
    steps = 0;
  };
  const { result } = await trainCandidate({ ...job, backend: options.backend as BackendRequest }, { onStep, onEpoch });
  return { macs: costOf(architecture).macs, backend: result.backend, milliseconds: least };
}

const rounded = (value: number) => Number(value.toPrecision(4));

async function report(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'isoflop-bench-'));
  const rows: object[] = [];
  try {
    const cifar = cifarFolder(folder);
    for (const { side, channels, widths } of cases) {
      const costs = Object.entries(augments).map(([name, augment]) => [name, augmentMilliseconds(side, channels, augment)] as const);
      for (const width of widths) {
        const { macs, backend, milliseconds } = await stepMilliseconds(side, channels, width, cifar);
        const bare = milliseconds - costs[0][1];
        for (const [augment, cost] of costs) {
          const row = {
            image: `${side}x${side}x${channels}`,
            macs,
            backend,
            augment,
            batchMilliseconds: rounded(cost),
            stepMilliseconds: rounded(bare),
          };
          rows.push({ ...row, keptPercent: rounded((100 * bare) / (bare + cost)) });
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.table(rows);
  if (options.out === undefined) return;
  const machine = `${cpus().length} x ${cpus()[0].model}, Node ${process.version}`;
  const document = { date: new Date().toISOString().slice(0, 10), machine, load: loadavg()[0], batch: BATCH, rows };
  writeFileSync(options.out, `${JSON.stringify(document, null, 2)}\n`);
}

await report();
