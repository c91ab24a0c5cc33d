/** A look that comes later than this saw nothing in the meantime: the watcher was stopped, or could not reach the store. */
const BLIND_SECONDS = 5;

/**
 * How long workers have been silent, by the watcher's own clock and only while it looked: clocks of other machines, jumps of the clock, a database that was
 * away, or a watcher that was suspended make nobody look dead.
 */
export class Silence {
  private readonly heard = new Map<number, { readonly sign: string; seconds: number; lookedAt: number }>();

  /** `seconds` is a clock that never jumps. */
  constructor(private readonly seconds: () => number) {}

  /** Looks at the latest sign of life of a trial's worker. Returns the silence since it changed, 0 for a new one. */
  of(trial: number, sign: string): number {
    const now = this.seconds();
    const known = this.heard.get(trial);
    if (known === undefined || known.sign !== sign) {
      this.heard.set(trial, { sign, seconds: 0, lookedAt: now });
      return 0;
    }
    known.seconds += Math.min(Math.max(0, now - known.lookedAt), BLIND_SECONDS);
    known.lookedAt = now;
    return known.seconds;
  }

  forget(trial: number): void {
    this.heard.delete(trial);
  }
}
