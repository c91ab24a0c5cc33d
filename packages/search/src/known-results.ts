import { type ResultsStore, type Trial, type TrialOutcome, TrialStateError } from '@isoflop/results-store';

/**
 * Results that need not be measured again: the same network, seed and length of training under another point of the space. One that is still
 * being measured is waited for.
 */
export class KnownResults {
  private readonly running = new Map<string, Promise<Trial>>();
  /** Numbers of complete trials. */
  private complete: Promise<Map<string, number>> | undefined;

  constructor(private readonly store: ResultsStore) {}

  /** Whether a twin of it is being measured, which it will wait for. */
  isUnderWay(trial: Trial): boolean {
    return this.running.has(keyOf(trial));
  }

  /** Measures a queued trial unless its twin's result will do, which it never does for a trial that is there to be measured again. `measure` starts the trial and finishes it in the store. */
  async finish(trial: Trial, onStart: (trial: Trial) => void, measure: () => Promise<Trial>): Promise<Trial> {
    const key = keyOf(trial);
    const result = trial.rerunOf === null ? this.finishAfter(this.running.get(key), trial, onStart, measure) : measure();
    this.running.set(key, result);
    try {
      const finished = await result;
      if (finished.state === 'complete') (await this.numbersOf(trial.study)).set(key, finished.number);
      return finished;
    } finally {
      if (this.running.get(key) === result) this.running.delete(key);
    }
  }

  private async finishAfter(
    twinUnderWay: Promise<Trial> | undefined,
    trial: Trial,
    onStart: (trial: Trial) => void,
    measure: () => Promise<Trial>,
  ): Promise<Trial> {
    // A twin that fails leaves this one to be measured: it may have been the machine's fault.
    await twinUnderWay?.catch(() => undefined);
    // A trial that runs already is with a worker.
    const twin = trial.state === 'queued' ? await this.finished(trial) : undefined;
    if (!twin) return measure();
    const outcome = await this.copyOf(twin);
    // Nobody runs it, so it gets nobody's name.
    const { plannedEpochs: epochs } = twin;
    const started = await this.store.startTrial(trial.id, epochs === null ? {} : { epochs }).catch((error: unknown) => {
      // A worker had a job for it and was quicker.
      if (error instanceof TrialStateError) return undefined;
      throw error;
    });
    if (!started) return measure();
    onStart(started);
    return this.store.finishTrial(started, outcome);
  }

  private async finished(trial: Trial): Promise<Trial | undefined> {
    const number = (await this.numbersOf(trial.study)).get(keyOf(trial));
    return number === undefined ? undefined : this.store.trial(trial.study, number);
  }

  /** Read once: from then on every result comes through here. */
  private numbersOf(study: string): Promise<Map<string, number>> {
    this.complete ??= this.store
      .trials(study, { states: ['complete'] })
      .then((trials) => new Map(trials.map((trial) => [keyOf(trial), trial.number])));
    return this.complete;
  }

  private async copyOf(twin: Trial): Promise<TrialOutcome> {
    const [metrics, artifacts] = await Promise.all([this.store.metrics(twin.id), this.store.artifacts(twin.id)]);
    return {
      state: 'complete',
      accuracy: twin.accuracy ?? 0,
      ...(twin.loss !== null && { loss: twin.loss }),
      ...(twin.seconds !== null && { seconds: twin.seconds }),
      ...(twin.imagesPerSecond !== null && { imagesPerSecond: twin.imagesPerSecond }),
      facts: { ...twin.facts, sameAsTrial: twin.number },
      metrics: metrics.map(({ epoch, name, value, seconds }) => ({
        epoch,
        name,
        value: value ?? Number.NaN,
        ...(seconds !== null && { seconds }),
      })),
      artifacts: artifacts.map(({ kind, path, sha256, bytes }) => ({ kind, path, sha256, bytes })),
    };
  }
}

/** Within a study, finalists train longer than the others and all else is the same. */
function keyOf({ architectureHash, seed, kind }: Trial): string {
  return `${architectureHash}/${seed}/${kind === 'finalist' ? 'finalist' : 'search'}`;
}
