import { Worker } from 'node:worker_threads';
import type { Budget, DataShape, Feasibility, SpaceSettings } from '@isoflop/search-space';

/** Where counting runs, as it was built: it may take seconds, in which the server must answer others. */
const WORKER = new URL('../../../dist/api/experiments/space-census-worker.js', import.meta.url);
const MOST_SECONDS = 20;

export interface CensusRequest {
  readonly space: SpaceSettings;
  readonly data: DataShape;
  readonly budget: Budget;
  readonly seed: number;
}

/** The answer of the thread. */
export type CensusReply = { readonly found: Feasibility } | { readonly error: string };

/** Describes spaces in a thread, one at a time. */
export class SpaceCensus {
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Undefined where it takes too long. Rejects with the rule where no network of the space can be built. */
  take(request: CensusRequest): Promise<Feasibility | undefined> {
    const taken = this.#last.then(() => this.#ask(request));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(request: CensusRequest): Promise<Feasibility | undefined> {
    this.#worker ??= new Worker(WORKER);
    const worker = this.#worker;
    worker.unref();
    return new Promise((resolve, reject) => {
      const onMessage = (reply: CensusReply) => {
        done();
        if ('found' in reply) resolve(reply.found);
        else reject(new CensusError(reply.error));
      };
      const onError = (error: Error) => {
        drop();
        reject(error);
      };
      const done = () => {
        clearTimeout(limit);
        worker.off('message', onMessage).off('error', onError);
      };
      const drop = () => {
        done();
        this.#worker = undefined;
        void worker.terminate();
      };
      const limit = setTimeout(() => {
        drop();
        resolve(undefined);
      }, MOST_SECONDS * 1000);
      worker.on('message', onMessage).on('error', onError);
      worker.postMessage(request);
    });
  }
}

/** The space cannot be described, and why. */
export class CensusError extends Error {
  override readonly name = 'CensusError';
}
