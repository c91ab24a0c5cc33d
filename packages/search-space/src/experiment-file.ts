import { firstIssue } from '@isoflop/blocks';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Experiment, experimentSchema } from './experiment.js';
import { problemOf } from './issue-message.js';
import { experimentJsonSchema, type JsonSchema } from './json-schema.js';

/** What is wrong with a file. The message is one line: `file:line:column: where: rule, got value; mend`. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    problem: string,
  ) {
    super(`${file}:${line}:${column}: ${problem}`);
  }
}

/** A kind of file: the check of its content, and the JSON schema that editors check it by. */
export interface FileKind<T> {
  /** What a reader calls it. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly jsonSchema: () => JsonSchema;
}

/** The file that a study runs from. */
export const EXPERIMENT_FILE: FileKind<Experiment> = {
  name: 'experiment',
  schema: experimentSchema,
  jsonSchema: experimentJsonSchema,
};

/** Parses an experiment file: see `parseFile`. */
export function parseExperiment(text: string, file: string): Experiment {
  return parseFile(EXPERIMENT_FILE, text, file);
}

/**
 * The error for something at a path of an experiment file that only who uses it can find out, such as a file it names that is not there.
 * `text` is the file's, which parses.
 */
export function experimentErrorAt(text: string, file: string, path: readonly PropertyKey[], problem: string): ExperimentError {
  const lines = new LineCounter();
  const { line, col } = lines.linePos(offsetOf(parseDocument(text, { lineCounter: lines }), path));
  return new ExperimentError(file, Math.max(line, 1), Math.max(col, 1), `${path.map(String).join('.')}: ${problem}`);
}

/**
 * Parses the text of a file (YAML or JSON) and fills in every default. `file` is only named in errors.
 * Throws `ExperimentError` with the line and column, counted from 1, of the first thing wrong.
 */
export function parseFile<T>({ name, schema, jsonSchema }: FileKind<T>, text: string, file: string): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, problem: string) => {
    const { line, col } = lines.linePos(offset);
    return new ExperimentError(file, Math.max(line, 1), Math.max(col, 1), problem);
  };
  const syntax = document.errors[0];
  if (syntax) throw at(syntax.pos[0], `not valid YAML: ${syntax.message}`);
  const value = contentOf(document, at);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { place, text: problem } = problemOf(value, firstIssue(result.error), jsonSchema);
  throw at(offsetOf(document, place), `${place.map(String).join('.') || name}: ${problem}`);
}

/** The content as plain data. Aliases are only followed here, which may go wrong. */
function contentOf(document: ReturnType<typeof parseDocument>, at: (offset: number, problem: string) => ExperimentError): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw at(0, `not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Offset of the key (or, in a list, the value) at a path, or of the nearest parent that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    for (const item of (parent as { items?: unknown[] } | undefined)?.items ?? []) {
      const pair = item as { key?: { value?: unknown; range?: number[] } };
      if (pair.key?.value === key && pair.key?.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: number[] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
