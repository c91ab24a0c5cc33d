/** Keeps the last few lines of a stream of text that are not blank. */
export class LastLines {
  #kept: string[] = [];
  #open = '';

  constructor(private readonly count: number) {}

  add(text: string): void {
    const lines = (this.#open + text).split('\n');
    // An endless line must not fill the memory.
    this.#open = (lines.pop() ?? '').slice(-10_000);
    this.#kept = [...this.#kept, ...lines.filter((line) => line.trim() !== '')].slice(-this.count);
  }

  lines(): readonly string[] {
    return [...this.#kept, this.#open].filter((line) => line.trim() !== '').slice(-this.count);
  }
}
