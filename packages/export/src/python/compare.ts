import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOfGraph } from '@isoflop/blocks';
import { ExportError, type TrainedExportable, type Verdict } from '../format.js';
import { largestDifference, type Probe } from '../probes.js';
import { sharedWorker } from './shared-worker.js';
import { requireTrainable, type TrainingCheck, trainingImages } from './training.js';

/** A program of `PythonWorker` for one library, and how a user gets that library. */
export interface PythonCheck {
  /** Defines `version()` and `check({probes: [{shape, images, answer}], …})`, which writes the answers as float32. */
  readonly program: string;
  /** What to do where no Python has it. */
  readonly missing: string;
}

/** What a library made of the probes. */
export interface Answered<Result> {
  /** Logits of every probe. */
  readonly logits: readonly Float32Array[];
  /** What the check returned besides. */
  readonly result: Result;
  /** The library, with its version. */
  readonly by: string;
}

/** Asks Python for the logits of the probes; `request` says of which file. Undefined where no Python here has the library. */
export async function answersOf<Result>(
  { program }: PythonCheck,
  request: Readonly<Record<string, unknown>>,
  probes: readonly Probe[],
): Promise<Answered<Result> | undefined> {
  const worker = await sharedWorker(program);
  if (!worker) return undefined;
  const scratch = await mkdtemp(join(tmpdir(), 'isoflop-probes-'));
  try {
    const files = probes.map(({ shape }, i) => ({ shape, images: join(scratch, `${i}.images`), answer: join(scratch, `${i}.answer`) }));
    await Promise.all(files.map(({ images }, i) => writeFile(images, bytesOf(probes[i].images))));
    const result = await worker.ask<Result>({ ...request, probes: files });
    const logits = await Promise.all(files.map(async ({ answer }) => floatsOf(await readFile(answer))));
    return { logits, result, by: worker.version };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Compares the model in `folder`, counts its parameters and trains it for a step. */
export async function compareInPython(
  check: PythonCheck,
  { graph }: TrainedExportable,
  folder: string,
  probes: readonly Probe[],
): Promise<Verdict> {
  const request = { folder, trainingImages: trainingImages(graph) };
  const answered = await answersOf<{ readonly params: number; readonly training: TrainingCheck }>(check, request, probes);
  if (!answered) return { verified: false, reason: check.missing };
  const { logits, result, by } = answered;
  const counted = costOfGraph(graph).params;
  if (result.params !== counted) {
    throw new ExportError(`${by}: the model must have ${counted} parameters, got ${result.params}; please report this network`);
  }
  requireTrainable(by, result.training);
  return { verified: true, maxAbsError: largestOf(probes, logits), by };
}

/** Largest difference between the probes' logits and the answers to them. */
export function largestOf(probes: readonly Probe[], answers: readonly Float32Array[]): number {
  return Math.max(...probes.map((probe, i) => largestDifference(probe, answers[i])));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);
const floatsOf = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer);
