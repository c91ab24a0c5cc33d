import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOfGraph } from '@isoflop/blocks';
import { ExportError, type TrainedExportable, type Verdict } from '../format.js';
import { largestDifference, type Probe } from '../probes.js';
import { sharedWorker } from './shared-worker.js';

/** What a check tells: the number of values that training would change. */
interface CheckResult {
  readonly params: number;
}

/** A program of `PythonWorker` for one library, and how a user gets that library. */
export interface PythonCheck {
  /** Defines `version()` and `check({folder, probes: [{shape, images, answer}]})`, which writes the answers as float32. */
  readonly program: string;
  /** What to do where no Python has it. */
  readonly missing: string;
}

/** Asks Python for the logits of the probes, of the model in `folder`, and whether it has as many parameters as counted. */
export async function compareInPython(
  { program, missing }: PythonCheck,
  { graph }: TrainedExportable,
  folder: string,
  probes: readonly Probe[],
): Promise<Verdict> {
  const worker = await sharedWorker(program);
  if (!worker) return { verified: false, reason: missing };
  const scratch = await mkdtemp(join(tmpdir(), 'isoflop-probes-'));
  try {
    const files = probes.map(({ shape }, i) => ({ shape, images: join(scratch, `${i}.images`), answer: join(scratch, `${i}.answer`) }));
    await Promise.all(files.map(({ images }, i) => writeFile(images, bytesOf(probes[i].images))));
    const { params } = await worker.ask<CheckResult>({ folder, probes: files });
    const counted = costOfGraph(graph).params;
    if (params !== counted) {
      throw new ExportError(`${worker.version}: the model must have ${counted} parameters, got ${params}; please report this network`);
    }
    const errors = await Promise.all(files.map(async ({ answer }, i) => largestDifference(probes[i], floatsOf(await readFile(answer)))));
    return { verified: true, maxAbsError: Math.max(...errors), by: worker.version };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);
const floatsOf = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer);
