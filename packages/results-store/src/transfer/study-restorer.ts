import type { RestoredRecords } from '../records/restored.js';
import type { ResultsStore } from '../store.js';
import type { Line } from './line-schemas.js';

/** Records of one transaction. */
const BATCH = 500;

type Refuse = (rule: string) => Error;
type RecordLine = Exclude<Line, { type: 'study' | 'end' }>;

interface Batch {
  architectures: NonNullable<RestoredRecords['architectures']>[number][];
  trials: NonNullable<RestoredRecords['trials']>[number][];
  samplerRecords: NonNullable<RestoredRecords['samplerRecords']>[number][];
  annotations: NonNullable<RestoredRecords['annotations']>[number][];
  events: NonNullable<RestoredRecords['events']>[number][];
}

const emptyBatch = (): Batch => ({ architectures: [], trials: [], samplerRecords: [], annotations: [], events: [] });

/** Writes a study as its checked lines come, in batches. Memory does not grow with the number of trials. */
export class StudyRestorer {
  private study: string | undefined;
  private batch = emptyBatch();
  private size = 0;
  private trials = 0;
  private readonly hashes = new Set<string>();

  constructor(private readonly store: ResultsStore) {}

  async begin({ name, spec, state, createdAt, samplerState }: Extract<Line, { type: 'study' }>, refuse: Refuse): Promise<void> {
    if (this.study !== undefined) throw refuse('there is one line of type "study", the first');
    await this.store.restoreStudy({ name, spec, state, createdAt, ...(samplerState !== undefined && { samplerState }) });
    this.study = name;
  }

  /** Whether an architecture came before. */
  knows(hash: string): boolean {
    return this.hashes.has(hash);
  }

  async add(line: RecordLine, refuse: Refuse): Promise<void> {
    if (this.study === undefined) throw refuse(`the first line must be of type "study", got "${line.type}"`);
    this.check(line, refuse);
    this.put(line);
    this.size += 1;
    if (this.size >= BATCH) await this.flush();
  }

  checkEnd({ trials, lines }: Extract<Line, { type: 'end' }>, linesBefore: number, refuse: Refuse): true {
    if (this.study === undefined) throw refuse('the first line must be of type "study", got "end"');
    if (trials !== this.trials) throw refuse(`it tells of ${trials} trials, and ${this.trials} came before it`);
    if (lines !== linesBefore) throw refuse(`it tells of ${lines} lines, and ${linesBefore} came before it`);
    return true;
  }

  async finish(): Promise<string> {
    await this.flush();
    return this.study!;
  }

  /** Removes what was written. */
  async abandon(): Promise<void> {
    if (this.study !== undefined) await this.store.deleteStudy(this.study);
  }

  private check(line: RecordLine, refuse: Refuse): void {
    if (line.type === 'trial') {
      const { number, architectureHash } = line.trial;
      if (number !== this.trials + 1)
        throw refuse(`trial.number: trials come by number without gaps, expected ${this.trials + 1}, got ${number}`);
      if (!this.hashes.has(architectureHash))
        throw refuse(`trial.architectureHash: no line of type "architecture" before has ${architectureHash}`);
    }
    const named = line.type === 'annotation' || line.type === 'event' ? line.trial : null;
    if (named !== null && named > this.trials) throw refuse(`trial: there is no trial ${named}, the last is ${this.trials}`);
  }

  private put(line: RecordLine): void {
    const { batch } = this;
    if (line.type === 'architecture') {
      this.hashes.add(line.hash);
      batch.architectures.push({ hash: line.hash, architecture: line.architecture as never });
    } else if (line.type === 'trial') {
      this.trials += 1;
      batch.trials.push({ ...line.trial, metrics: line.metrics, artifacts: line.artifacts } as Batch['trials'][number]);
    } else if (line.type === 'sampler-record') batch.samplerRecords.push({ index: line.index, record: line.record });
    else if (line.type === 'annotation')
      batch.annotations.push({ trial: line.trial, note: line.note, tags: line.tags, updatedAt: line.updatedAt });
    else batch.events.push({ trial: line.trial, kind: line.kind, data: line.data as never, at: line.at });
  }

  private async flush(): Promise<void> {
    const { batch } = this;
    this.batch = emptyBatch();
    this.size = 0;
    if (this.study !== undefined) await this.store.restoreRecords(this.study, batch);
  }
}
