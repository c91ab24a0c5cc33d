/** First come, first served. */
export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves, when it is the caller's turn, to the function that ends it. */
  async lock(): Promise<() => void> {
    const before = this.#tail;
    let unlock = () => {};
    this.#tail = new Promise((resolve) => {
      unlock = resolve;
    });
    await before;
    return unlock;
  }
}
