import { InvalidRecordError } from './errors.js';
import type { ArtifactInput } from './records/artifact.js';
import type { MetricReport } from './records/metric.js';
import { STUDY_REQUESTS, type StudyRequest } from './records/study.js';
import { areParents, LOG_TAIL_CHARACTERS, type NewTrial, type TrialOutcome, type TrialQuery } from './records/trial.js';
import type { BriefQuery } from './records/trial-brief.js';
import type { TrialStart } from './records/trial-worker.js';

/** Every store checks its input here, so that all refuse the same things in the same words. */

const NAME_CHARACTERS = 200;

export function checkStudyName(name: string): void {
  const rule = `name must be 1 to ${NAME_CHARACTERS} characters without control characters or spaces at the ends`;
  const control = [...name].some((character) => character < ' ' || character === '\u007f');
  if (name.length === 0 || name.length > NAME_CHARACTERS || name.trim() !== name || control) {
    throw new InvalidRecordError('study', rule, name, 'use something like fashion-5m');
  }
}

export function checkStudyRequest(request: StudyRequest | null): void {
  if (request === null || STUDY_REQUESTS.includes(request)) return;
  throw new InvalidRecordError('study.request', `must be null or one of ${STUDY_REQUESTS.join(', ')}`, request, 'use one of them');
}

/** The JSON text of a value. `where` names it in errors. */
export function encodeJson(where: string, value: unknown): string {
  const text = JSON.stringify(value, (key, part) => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new InvalidRecordError(`${where}${key && `.${key}`}`, 'JSON numbers must be finite', part, 'leave it out or use null');
    }
    if (typeof part === 'bigint' || typeof part === 'function' || typeof part === 'symbol') {
      throw new InvalidRecordError(`${where}${key && `.${key}`}`, 'must be JSON', typeof part, 'use a string or a number');
    }
    return part;
  });
  if (text === undefined) throw new InvalidRecordError(where, 'must be JSON', value, 'use null for nothing');
  return text;
}

/** NaN and infinities have no place in JSON, and SQLite turns NaN into null by itself: null in every store. */
export function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

export function checkWhole(where: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidRecordError(
      where,
      `must be a whole number from ${least === 0 ? '0' : 'minus 2^53'} to 2^53`,
      value,
      'round or correct it',
    );
  }
}

/** PostgreSQL's text holds every character but this one. */
const NUL = '\u0000';

export function checkText(where: string, text: string): void {
  if (text.length === 0) throw new InvalidRecordError(where, 'must not be empty', text, 'name it');
  checkTextOrEmpty(where, text);
}

export function checkTextOrEmpty(where: string, text: string): void {
  if (text.includes(NUL)) throw new InvalidRecordError(where, 'must not hold the character U+0000', text, 'leave it out');
}

/** `number` is the one that the trial will have. */
export function checkNewTrial({ architecture, seed, cost, label, rerunOf, parents = [] }: NewTrial, number: number): void {
  checkText('trial.architecture.hash', architecture.hash);
  if (label !== undefined) checkText('trial.label', label);
  checkWhole('trial.seed', seed, Number.MIN_SAFE_INTEGER);
  if (rerunOf !== undefined) checkWhole('trial.rerunOf', rerunOf);
  if (!areParents(parents, number)) {
    throw new InvalidRecordError('trial.parents', `must be numbers of trials before ${number}, each once`, parents, 'correct them');
  }
  for (const key of ['macs', 'params', 'activations', 'weightsBytes'] as const) checkWhole(`trial.cost.${key}`, cost[key]);
}

export function checkStart({ slot, worker, epochs }: TrialStart): void {
  if (slot !== undefined) checkText('slot', slot);
  if (worker !== undefined) checkText('worker', worker);
  if (epochs !== undefined) checkWhole('epochs', epochs);
}

export function checkMetric({ epoch, name }: MetricReport): void {
  checkText('metric.name', name);
  checkWhole(`metric "${name}".epoch`, epoch);
}

export function checkArtifact({ kind, path, sha256, bytes }: ArtifactInput): void {
  checkText('artifact.kind', kind);
  checkText('artifact.path', path);
  checkWhole(`artifact "${path}".bytes`, bytes);
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new InvalidRecordError(
      `artifact "${path}".sha256`,
      'must be 64 lower-case hexadecimal digits',
      sha256,
      'give the SHA-256 of the content',
    );
  }
}

export function checkOutcome(outcome: TrialOutcome): void {
  const { accuracy } = outcome;
  if (outcome.state !== 'complete') checkText(`${outcome.state} trial.reason`, outcome.reason);
  const missing = outcome.state === 'complete' && !Number.isFinite(accuracy);
  if (missing || (accuracy !== undefined && (accuracy < 0 || accuracy > 1))) {
    const mend = 'give the share of right answers, and record a diverged trial as failed';
    throw new InvalidRecordError(`${outcome.state} trial.accuracy`, 'must be a number from 0 to 1', accuracy, mend);
  }
  for (const metric of outcome.metrics ?? []) checkMetric(metric);
  for (const artifact of outcome.artifacts ?? []) checkArtifact(artifact);
}

export function checkPage({ limit, offset }: Pick<TrialQuery, 'limit' | 'offset'>): void {
  if (limit !== undefined) checkWhole('query.limit', limit);
  if (offset !== undefined) checkWhole('query.offset', offset);
}

export function checkBriefQuery(query: BriefQuery): void {
  if ('numbers' in query) for (const number of query.numbers) checkWhole('query.numbers', number);
  else checkPage({ limit: query.limit, offset: query.after });
}

/** The end of a log. Half a character at the cut, or any other that no database can hold (U+0000, lone surrogates), becomes U+FFFD. */
export function logTailOf(log: string): string {
  return Buffer.from(log.slice(-LOG_TAIL_CHARACTERS)).toString().replaceAll(NUL, '\ufffd');
}
