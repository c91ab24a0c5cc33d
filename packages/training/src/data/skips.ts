import { DatasetError, type SkippedImages } from './dataset.js';

const EXAMPLES = 5;

/** Keeps account of what cannot be read: the first thing throws when `strict`, otherwise it is counted and left out. */
export class Skips {
  private count = 0;
  private readonly first: string[] = [];

  constructor(private readonly strict: boolean) {}

  /** `where` is a file, or a file and a record in it; `rule` says what is wrong with it. */
  add(where: string, rule: string): void {
    if (this.strict) throw new DatasetError(`${where}: ${rule}; mend or remove it, or open the data without strict`);
    this.count++;
    if (this.first.length < EXAMPLES) this.first.push(`${where}: ${rule}`);
  }

  /**
   * What was left out of data in which `read` images were fine; undefined when nothing was. Throws a DatasetError when that is more than
   * half: then the data is not a little damaged but something else than was thought.
   */
  outcome(read: number): SkippedImages | undefined {
    if (this.count > read) {
      throw new DatasetError(
        `more than half of the images must be readable, got ${read} of ${read + this.count}; ${this.first.join('; ')}`,
      );
    }
    return this.count === 0 ? undefined : { count: this.count, first: this.first };
  }
}
