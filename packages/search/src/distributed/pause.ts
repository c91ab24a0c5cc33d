import { setTimeout } from 'node:timers/promises';

/** Pauses between looks: short after something happened and longer the longer nothing does, so that quick trials cost little waiting and long ones few looks. */
export class Pause {
  private milliseconds: number;

  constructor(
    private readonly shortest: number,
    private readonly longest: number,
  ) {
    this.milliseconds = shortest;
  }

  /** Something happened. */
  shorten(): void {
    this.milliseconds = this.shortest;
  }

  /** Ends early when the signal aborts. */
  async wait(signal?: AbortSignal): Promise<void> {
    const milliseconds = this.milliseconds;
    this.milliseconds = Math.min(milliseconds * 1.5, this.longest);
    await setTimeout(milliseconds, undefined, signal && { signal }).catch(() => {});
  }
}
