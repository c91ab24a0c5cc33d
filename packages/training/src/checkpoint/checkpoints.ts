import type { Engine } from '../engines/engine.js';
import type { TrainingPosition } from '../training-position.js';
import { type Checkpoint, CheckpointError, readCheckpoint, writeCheckpoint } from './checkpoint-file.js';

export interface CheckpointOptions {
  /** Replaced at every checkpoint. The owner removes it when nobody will go on from it. */
  readonly file: string;
  /** Longest time without a checkpoint inside an epoch; 60 unless given. There is one after every epoch as well. */
  readonly seconds?: number;
}

/** The checkpoints of one run: where it goes on, and what it leaves for the next. */
export class Checkpoints {
  #writtenAt: number;

  constructor(
    private readonly options: CheckpointOptions,
    private readonly run: string,
    /** Milliseconds. */
    private readonly now: () => number,
    private readonly log: (line: string) => void,
  ) {
    this.#writtenAt = now();
  }

  /** Where an earlier attempt at the same run was, and in what state; undefined, with a line for people, where there is none to go on from. */
  async restore(): Promise<Pick<Checkpoint, 'position' | 'state'> | undefined> {
    try {
      const checkpoint = await readCheckpoint(this.options.file, this.run);
      if (!checkpoint) return undefined;
      const { epochs, within } = checkpoint.position;
      this.log(`checkpoint: goes on after epoch ${epochs.length}${within.steps > 0 ? ` and ${within.steps} steps` : ''}`);
      return checkpoint;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.log(`checkpoint: training starts anew, ${error.message}`);
      return undefined;
    }
  }

  /** Whether it is time for one inside an epoch. */
  due(): boolean {
    return this.now() - this.#writtenAt >= (this.options.seconds ?? 60) * 1000;
  }

  /** A full disk costs the checkpoint and not the run. */
  async write(engine: Pick<Engine, 'state'>, position: TrainingPosition): Promise<void> {
    const checkpoint = { run: this.run, position, state: await engine.state() };
    await writeCheckpoint(this.options.file, checkpoint).catch((error: Error) => {
      this.log(`checkpoint: could not be written, training goes on: ${error.message}`);
    });
    this.#writtenAt = this.now();
  }
}
