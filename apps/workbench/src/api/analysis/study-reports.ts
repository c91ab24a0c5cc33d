import type { z } from 'zod';
import type { ApiContext } from '../context.js';
import { runToEnd } from '../launch/program.js';
import { RefusedError, UnusableError } from '../parse.js';
import { type FitAnswer, fitAnswer, type ScoresAnswer, scoresAnswer } from '../schema.js';

const MOST_SECONDS = 120;
/** Each takes a processor for seconds. */
const MOST_AT_ONCE = 2;

/** Scaling laws and rankings of scores, each made once for what a study has now, by a verb of `isoflop` in a process of its own. */
export class StudyReports {
  readonly #known = new Map<string, { readonly sign: string; readonly report: Promise<unknown> }>();
  readonly #stop = new AbortController();
  #running = 0;

  constructor(private readonly context: Pick<ApiContext, 'store' | 'storeUrl'>) {}

  /** Throws UnusableError where the trials tell too little. */
  fit(study: string, finalists: boolean): Promise<FitAnswer> {
    return this.#get(study, ['fit', ...(finalists ? ['--finalists'] : [])], fitAnswer);
  }

  scores(study: string): Promise<ScoresAnswer> {
    return this.#get(study, ['scores'], scoresAnswer);
  }

  close(): void {
    this.#stop.abort();
  }

  async #get<Answer>(study: string, verb: readonly string[], schema: z.ZodType<Answer>): Promise<Answer> {
    const { createdAt, lastEvent } = await this.context.store.position(study);
    const key = JSON.stringify([study, verb]);
    const sign = `${createdAt} ${lastEvent}`;
    const known = this.#known.get(key);
    if (known?.sign === sign) return known.report as Promise<Answer>;
    if (this.#running >= MOST_AT_ONCE) throw new RefusedError(503, 'two reports are being made already; try again in some seconds', 'busy');
    const report = this.#make(study, verb, schema);
    this.#known.set(key, { sign, report });
    return report;
  }

  async #make<Answer>(study: string, verb: readonly string[], schema: z.ZodType<Answer>): Promise<Answer> {
    this.#running += 1;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(MOST_SECONDS * 1000)]);
      const args = [...verb, '--json', '--', study];
      const { code, stdout, problem } = await runToEnd(args, { storeUrl: this.context.storeUrl, signal });
      if (code === 0) return schema.parse(JSON.parse(stdout));
      throw new UnusableError(signal.aborted ? `isoflop ${verb[0]} took more than ${MOST_SECONDS} s` : problem);
    } finally {
      this.#running -= 1;
    }
  }
}
