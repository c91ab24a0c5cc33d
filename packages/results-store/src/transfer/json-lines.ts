import type { Trial } from '../records/trial.js';
import type { ResultsStore } from '../store.js';
import { firstIssue, type Line, lineSchema } from './line-schemas.js';
import { StudyRestorer } from './study-restorer.js';
import { TransferError } from './transfer-error.js';

const PAGE = 500;

/** A study as lines of JSON, without line ends, everything that the store has of it but contents and leases. Reads a page at a time. */
export async function* writeStudyLines(store: ResultsStore, study: string): AsyncGenerator<string> {
  let lines = 0;
  let trials = 0;
  for await (const line of linesOf(store, study)) {
    lines += 1;
    if (line.type === 'trial') trials += 1;
    yield JSON.stringify(line);
  }
  yield JSON.stringify({ type: 'end', trials, lines } satisfies Line);
}

async function* linesOf(store: ResultsStore, study: string): AsyncGenerator<Line> {
  const { name, spec, state, createdAt } = await store.study(study);
  const samplerState = await store.samplerState(study);
  const head = { type: 'study', format: 'isoflop-study/1', name, spec, state, createdAt } as const;
  yield (samplerState === undefined ? head : { ...head, samplerState }) as Line;
  yield* trialLines(store, study);
  for (const record of await store.samplerRecords(study)) yield { type: 'sampler-record', ...record } as Line;
  for (const annotation of await store.annotations(study)) yield { type: 'annotation', ...annotation, tags: [...annotation.tags] };
  for (
    let after = 0, page = await store.events({ study, limit: PAGE });
    page.length > 0;
    page = await store.events({ study, after, limit: PAGE })
  ) {
    for (const { id: _, study: __, ...event } of page) yield { type: 'event', ...event } as Line;
    after = page.at(-1)!.id;
  }
}

async function* trialLines(store: ResultsStore, study: string): AsyncGenerator<Line> {
  const written = new Set<string>();
  for await (const trial of trialsOf(store, study)) {
    const { id, study: _, ...rest } = trial;
    if (!written.has(trial.architectureHash)) {
      written.add(trial.architectureHash);
      const architecture = await store.architecture(trial.architectureHash);
      yield { type: 'architecture', hash: trial.architectureHash, architecture } as unknown as Line;
    }
    const metrics = await store.metrics(id);
    const artifacts = (await store.artifacts(id)).map(({ trialId: _, ...artifact }) => artifact);
    yield { type: 'trial', trial: rest, metrics, artifacts } as unknown as Line;
  }
}

/** By number, a page at a time. */
export async function* trialsOf(store: ResultsStore, study: string): AsyncGenerator<Trial> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await store.trials(study, { limit: PAGE, offset });
    yield* page;
    if (page.length < PAGE) return;
  }
}

export interface ReadOptions {
  /** For messages: the file that the lines are from. */
  readonly source: string;
  /** In place of the name that the study had. */
  readonly name?: string;
}

/**
 * Restores a study from its lines and returns its name. Every line is checked before it is written. Throws TransferError with the line's number for
 * the first that breaks a rule, or for an end that is missing; what was read until then is removed again.
 */
export async function readStudyLines(
  store: ResultsStore,
  lines: AsyncIterable<string> | Iterable<string>,
  options: ReadOptions,
): Promise<string> {
  const restorer = new StudyRestorer(store);
  try {
    return await readAll(restorer, lines, options);
  } catch (error) {
    await restorer.abandon();
    throw error;
  }
}

async function readAll(
  restorer: StudyRestorer,
  lines: AsyncIterable<string> | Iterable<string>,
  { source, name }: ReadOptions,
): Promise<string> {
  let number = 0;
  let ended = false;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const refuse = (rule: string, mend = 'correct the line, or export the study again') => TransferError.atLine(source, number, rule, mend);
    if (ended) throw refuse('nothing may come after the line of type "end"');
    const line = parseLine(text, refuse);
    if (line.type === 'study') await restorer.begin(name === undefined ? line : { ...line, name }, refuse);
    else if (line.type === 'end') ended = restorer.checkEnd(line, number - 1, refuse);
    else await restorer.add(line, refuse);
  }
  if (!ended)
    throw TransferError.atLine(source, number + 1, 'the line of type "end" is missing', 'the file was cut off: export the study again');
  return restorer.finish();
}

function parseLine(text: string, refuse: (rule: string) => Error): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(`is not JSON: ${(error as Error).message}`);
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) throw refuse(firstIssue(parsed.error));
  return parsed.data;
}
