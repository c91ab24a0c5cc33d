import type { Candidate, CandidateSource } from './candidate.js';

/**
 * Keeps suggestions from running ahead of those who evaluate them: a candidate is asked for only while fewer than `most` wait for their start, so that each is
 * suggested with all that was learnt by then.
 */
export class StartGate {
  private readonly waiting = new Set<number>();
  private line: Promise<unknown> = Promise.resolve();
  private wake = () => {};

  constructor(private readonly most: number) {}

  /** The source's next candidate as soon as there is room; undefined when it has none, or `mayStart` says no by then. */
  next(source: CandidateSource, mayStart: () => Promise<boolean>): Promise<Candidate | undefined> {
    if (this.most === Number.POSITIVE_INFINITY) return source.next();
    const next = this.line.then(() => this.nextInLine(source, mayStart));
    this.line = next.catch(() => undefined);
    return next;
  }

  /** A candidate waits no longer: it was started, or ended without. */
  passed(trial: number): void {
    this.waiting.delete(trial);
    this.wake();
  }

  /** Ends all waiting for room: `mayStart` changed its mind. */
  open(): void {
    this.wake();
  }

  private async nextInLine(source: CandidateSource, mayStart: () => Promise<boolean>): Promise<Candidate | undefined> {
    while ((await mayStart()) && this.waiting.size >= this.most) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const candidate = (await mayStart()) ? await source.next() : undefined;
    if (candidate) this.waiting.add(candidate.trial.id);
    return candidate;
  }
}
