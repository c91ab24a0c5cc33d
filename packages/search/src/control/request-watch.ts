import { EventEmitter, once } from 'node:events';
import type { ResultsStore, StudyRequest } from '@isoflop/results-store';
import type { StudyEvent } from '../study-event.js';

const POLL_MILLISECONDS = 1000;

/** What is asked of a study from outside while it is run here: looked up every second. */
export class RequestWatch {
  private readonly cancel = new AbortController();
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private timer: NodeJS.Timeout | undefined;
  private request: StudyRequest | null = null;
  private look: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: ResultsStore,
    private readonly study: string,
    private readonly onEvent: (event: StudyEvent) => void,
  ) {}

  /** What was asked of an earlier run is void. */
  async begin(): Promise<void> {
    await this.takeBack();
    this.timer = setInterval(() => {
      // Where the store cannot be read, the next write of a trial says so.
      this.look = this.look.then(() => this.obey()).catch(() => undefined);
    }, POLL_MILLISECONDS);
  }

  /** Looks no more. */
  end(): void {
    clearInterval(this.timer);
  }

  /** Looks no more, and takes back what was asked: it has been done, or came too late. */
  async settle(): Promise<void> {
    this.end();
    await this.look;
    await this.takeBack();
  }

  /** Aborts when the study is cancelled. */
  get cancelled(): AbortSignal {
    return this.cancel.signal;
  }

  /** Why no more candidates are to be started, in words. */
  get stopped(): string | undefined {
    return this.request === 'stop' ? 'the study was asked to stop' : undefined;
  }

  /** Resolves at once unless the study is paused; then when that is taken back, something else is asked, or `signal` aborts. */
  async whilePaused(signal: AbortSignal): Promise<void> {
    while (this.request === 'pause' && !signal.aborted) await once(this.changes, 'change', { signal }).catch(() => undefined);
  }

  private async takeBack(): Promise<void> {
    const { request } = await this.store.study(this.study);
    if (request !== null) await this.store.setStudyRequest(this.study, null);
  }

  private async obey(): Promise<void> {
    const { request } = await this.store.study(this.study);
    const before = this.request;
    if (request === before) return;
    if (request === 'pause' || before === 'pause') await this.store.setStudyState(this.study, request === 'pause' ? 'paused' : 'running');
    this.request = request;
    this.tell(request);
    if (request === 'cancel') this.cancel.abort();
    this.changes.emit('change');
  }

  private tell(request: StudyRequest | null): void {
    if (request === 'pause') {
      this.onEvent({ kind: 'paused', message: 'paused: candidates under way finish; no other is started until isoflop resume' });
    } else if (request === null) this.onEvent({ kind: 'resumed', message: 'resumed' });
    else if (request === 'cancel') this.onEvent({ kind: 'stopping', message: 'cancelled: candidates under way are put back' });
  }
}
