import { createHash } from 'node:crypto';
import type { NamedWeights } from '@isoflop/runtime';
import type { TrainingPosition } from '../training-position.js';
import { readWeights, writeWeights } from '../weights-file.js';

/** A training run as it was between two steps. */
export interface Checkpoint {
  /** Which run it is of; see `runIdentity`. */
  readonly run: string;
  readonly position: TrainingPosition;
  /** Of the engine. */
  readonly state: readonly NamedWeights[];
}

/** Why a file gives no checkpoint to go on from. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Writes it as safetensors with a checksum over everything; the file is replaced whole or not at all. */
export async function writeCheckpoint(file: string, { run, position, state }: Checkpoint): Promise<void> {
  const told = { run, position: JSON.stringify(position) };
  await writeWeights(file, state, { ...told, sha256: checksum(told, state) });
}

/** Undefined where there is no file. Throws `CheckpointError` where it is damaged or of another run. */
export async function readCheckpoint(file: string, run: string): Promise<Checkpoint | undefined> {
  const read = await readWeights(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot be read: ${error.message}`);
  });
  if (!read) return undefined;
  const { run: written = '', position = '', sha256 } = read.metadata;
  if (sha256 !== checksum({ run: written, position }, read.weights)) {
    throw new CheckpointError(`${file}: the checksum must be that of the content, got another; the file is damaged`);
  }
  if (written !== run) throw new CheckpointError(`${file}: must be of run ${run.slice(0, 12)}, got ${written.slice(0, 12)}`);
  return { run, position: JSON.parse(position), state: read.weights };
}

function checksum({ run, position }: { run: string; position: string }, state: readonly NamedWeights[]): string {
  const hash = createHash('sha256').update(JSON.stringify([run, position, state.map(({ name, shape }) => [name, shape])]));
  for (const { data } of state) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
