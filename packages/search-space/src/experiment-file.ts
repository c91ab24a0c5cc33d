import { firstIssue, mendOf, ruleOfIssue, valueAt } from '@isoflop/blocks';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Experiment, experimentSchema } from './experiment.js';
import { presetNames, schemaOfPreset } from './presets/registry.js';

/** What is wrong with an experiment file. The message is one line: `file:line:column: where: rule, got value; mend`. */
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

/**
 * Parses the text of an experiment file (YAML or JSON) and fills in every default. `file` is only named in errors.
 * Throws `ExperimentError` with the line and column, counted from 1, of the first thing wrong.
 */
export function parseExperiment(text: string, file: string): Experiment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, problem: string) => {
    const { line, col } = lines.linePos(offset);
    return new ExperimentError(file, Math.max(line, 1), Math.max(col, 1), problem);
  };
  const syntax = document.errors[0];
  if (syntax) throw at(syntax.pos[0], `not valid YAML: ${syntax.message}`);
  const value: unknown = document.toJS();
  const result = experimentSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = innermost(value, firstIssue(result.error));
  const place = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const offset = offsetOf(document, place);
  const given = valueAt(value, place);
  const got = given === undefined ? 'nothing' : JSON.stringify(given);
  throw at(offset, `${place.map(String).join('.') || 'experiment'}: ${ruleOfIssue(issue)}, got ${got}; ${mendOf(issue)}`);
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

/** The check of a space is a union; the issue worth showing is that of the preset which the file names. */
function innermost(value: unknown, issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const given = valueAt(value, issue.path);
  if (issue.path[0] !== 'space') return firstBranchIssue(issue);
  if (typeof given !== 'object' || given === null) {
    return {
      code: 'custom',
      path: issue.path,
      message: `space must be a preset (${presetNames.join(', ')}) or a mapping with one`,
      input: given,
      params: { mend: `write space: ${presetNames[0]}` },
    };
  }
  const preset = presetNames.find((name) => name === (given as { preset?: unknown }).preset);
  if (preset === undefined) {
    return {
      code: 'custom',
      path: [...issue.path, 'preset'],
      message: `preset must be one of ${presetNames.join(', ')}`,
      input: given,
      params: { mend: `write preset: ${presetNames[0]}` },
    };
  }
  const relative = issue.path.length > 1 ? undefined : schemaOfPreset(preset).safeParse(given).error?.issues[0];
  if (!relative) return firstBranchIssue(issue);
  return firstBranchIssue({ ...relative, path: [...issue.path, ...relative.path] } as z.core.$ZodIssue);
}

/** Of a union whose branches all failed, the issue that went deepest: the branch the writer most likely meant. */
function firstBranchIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const candidates = issue.errors.flatMap((branch) => branch.slice(0, 1));
  const deepest = candidates.sort((a, b) => b.path.length - a.path.length)[0];
  if (!deepest) return issue;
  return firstBranchIssue({ ...deepest, path: [...issue.path, ...deepest.path] } as z.core.$ZodIssue);
}
