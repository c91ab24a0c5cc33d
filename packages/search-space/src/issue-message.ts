import { mendOf, nearNames, ruleOfIssue, valueAt } from '@isoflop/blocks';
import type { z } from 'zod';
import { fieldsAt, type JsonSchema } from './json-schema.js';

/** Where something is wrong in a file, and what: `rule, got value; mend`. */
export interface Problem {
  readonly place: readonly PropertyKey[];
  readonly text: string;
}

/** Turns a check's complaint about a file's content into words that say how to mend it; misspelt names are told what they may have meant. */
export function problemOf(content: unknown, issue: z.core.$ZodIssue, schema: () => JsonSchema): Problem {
  const inner = innermost(issue);
  const place = inner.code === 'unrecognized_keys' ? [...inner.path, inner.keys[0]] : inner.path;
  const given = valueAt(content, place);
  const got = given === undefined ? 'nothing' : shorten(JSON.stringify(given) ?? String(given));
  return { place, text: `${ruleOf(inner)}, got ${got}; ${mendFor(content, inner, schema)}` };
}

const LONGEST = 200;

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  const names = discriminators(issue);
  return names ? `${String(issue.path.at(-1))} must be one of ${names.join(', ')}` : ruleOfIssue(issue);
}

function mendFor(content: unknown, issue: z.core.$ZodIssue, schema: () => JsonSchema): string {
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(schema(), content, issue.path);
    const near = nearNames(issue.keys[0], fields)[0];
    if (near !== undefined) return `did you mean ${near}?`;
    return fields.length > 0 ? `remove it or use one of ${fields.join(', ')}` : mendOf(issue);
  }
  const names = issue.code === 'invalid_value' ? issue.values.map(String) : discriminators(issue);
  if (names === undefined) return mendOf(issue);
  const given = valueAt(content, issue.path);
  const near = typeof given === 'string' ? nearNames(given, names)[0] : undefined;
  return near === undefined ? `write ${String(names[0])}` : `did you mean ${near}?`;
}

/** The names among which a field chooses what the rest of its mapping is. */
function discriminators(issue: z.core.$ZodIssue): readonly string[] | undefined {
  const options = issue.code === 'invalid_union' ? (issue as { options?: readonly unknown[] }).options : undefined;
  return options?.filter((option) => option !== undefined).map(String);
}

/** Of a union whose branches all failed, the complaint that went deepest: the branch the writer most likely meant. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || discriminators(issue)) return issue;
  const deepest = issue.errors.flatMap((branch) => branch.slice(0, 1)).sort((a, b) => b.path.length - a.path.length)[0];
  return deepest ? innermost({ ...deepest, path: [...issue.path, ...deepest.path] } as z.core.$ZodIssue) : issue;
}
