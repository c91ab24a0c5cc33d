import { createHash } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactInput } from '@isoflop/results-store';

/** A log beyond this is cut: a worker in a loop must not fill the disk. */
const LOG_BYTES = 16 * 2 ** 20;
const CHECKPOINT = 'checkpoint.safetensors';

/** Where the log of a trial is, relative to the folder of artifacts. */
export const trialLogPath = (study: string, trial: number): string => join(study, `trial-${trial}`, 'log.txt');

/** The files of one trial, all in one folder: its weights, its log, and its checkpoint while it may still be gone on from. */
export class TrialFiles {
  readonly #folder: string;

  /** `artifacts` is the folder that paths in the store are relative to. */
  constructor(
    private readonly artifacts: string,
    private readonly study: string,
    private readonly trial: number,
  ) {
    this.#folder = join(artifacts, study, `trial-${trial}`);
  }

  get weights(): string {
    return join(this.#folder, 'weights.safetensors');
  }

  get checkpoint(): string {
    return join(this.#folder, CHECKPOINT);
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
  }

  /** Adds text to the log, at once. A log that cannot be written is no reason to lose the trial. */
  append(text: string): void {
    const file = join(this.artifacts, trialLogPath(this.study, this.trial));
    try {
      if (sizeOf(file) < LOG_BYTES) appendFileSync(file, text);
    } catch {}
  }

  async weightsArtifact(): Promise<ArtifactInput> {
    return artifactOf('weights', this.weights, join(this.study, `trial-${this.trial}`, 'weights.safetensors'));
  }

  /** Empty where there is no log. */
  async logArtifacts(): Promise<readonly ArtifactInput[]> {
    const path = trialLogPath(this.study, this.trial);
    return artifactOf('log', join(this.artifacts, path), path).then(
      (artifact) => [artifact],
      () => [],
    );
  }

  /** For a trial that has ended for good. */
  async dropCheckpoint(): Promise<void> {
    await dropCheckpointIn(this.#folder);
  }
}

/** For a study that has ended: nobody will go on from the checkpoints of its trials. */
export async function dropCheckpoints(artifacts: string, study: string): Promise<void> {
  for (const name of await namesIn(join(artifacts, study))) await dropCheckpointIn(join(artifacts, study, name));
}

/** With what a killed process may have left of writing it. */
async function dropCheckpointIn(folder: string): Promise<void> {
  const parts = (await namesIn(folder)).filter((name) => name.startsWith(CHECKPOINT));
  for (const name of parts) await rm(join(folder, name), { force: true });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function artifactOf(kind: string, file: string, path: string): Promise<ArtifactInput> {
  const content = await readFile(file);
  return { kind, path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
