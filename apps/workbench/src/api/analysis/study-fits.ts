import type { ApiContext } from '../context.js';
import { runToEnd } from '../launch/program.js';
import { RefusedError, UnusableError } from '../parse.js';
import { type FitAnswer, fitAnswer } from '../schema.js';

const MOST_SECONDS = 120;
/** Each takes a processor for seconds. */
const MOST_AT_ONCE = 2;

/** Scaling laws of studies, each fitted once for what the study has now, by `isoflop fit` in a process of its own. */
export class StudyFits {
  readonly #fits = new Map<string, { readonly sign: string; readonly fit: Promise<FitAnswer> }>();
  readonly #stop = new AbortController();
  #running = 0;

  constructor(private readonly context: Pick<ApiContext, 'store' | 'storeUrl'>) {}

  /** Throws UnusableError where the trials tell too little. */
  async get(study: string, finalists: boolean): Promise<FitAnswer> {
    const { createdAt, lastEvent } = await this.context.store.position(study);
    const key = JSON.stringify([study, finalists]);
    const sign = `${createdAt} ${lastEvent}`;
    const known = this.#fits.get(key);
    if (known?.sign === sign) return known.fit;
    if (this.#running >= MOST_AT_ONCE) throw new RefusedError(503, 'two fits are being made already; try again in some seconds', 'busy');
    const fit = this.#fit(study, finalists);
    this.#fits.set(key, { sign, fit });
    return fit;
  }

  close(): void {
    this.#stop.abort();
  }

  async #fit(study: string, finalists: boolean): Promise<FitAnswer> {
    this.#running += 1;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(MOST_SECONDS * 1000)]);
      const args = ['fit', '--json', ...(finalists ? ['--finalists'] : []), '--', study];
      const { code, stdout, problem } = await runToEnd(args, { storeUrl: this.context.storeUrl, signal });
      if (code === 0) return fitAnswer.parse(JSON.parse(stdout));
      throw new UnusableError(signal.aborted ? `the fit took more than ${MOST_SECONDS} s` : problem);
    } finally {
      this.#running -= 1;
    }
  }
}
