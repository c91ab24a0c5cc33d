import { blockSchema, firstIssue } from '@isoflop/blocks';
import { z } from 'zod';
import type { Params } from '../architecture-space.js';
import { type DimensionLists, mapLists, valuesFor } from '../dimensions.js';
import type { InlinePiece } from './inline-piece.js';
import { SHARED, TemplateError } from './template.js';

/** Combinations of one piece's choices. */
const MOST_COMBINATIONS = 20_000;

const stageSchema = z.strictObject({ repeats: z.int().min(0).max(1000).default(1), block: blockSchema });
const EXAMPLE_CLASSES = 10;

/** Checks every combination of every piece's choices; what is wrong with one is reported at its place in the template. */
export function checkPieces(pieces: readonly InlinePiece[], shared: DimensionLists, context: z.core.$RefinementCtx): void {
  for (const piece of pieces) {
    for (const chosen of combinationsOf(piece, shared)) {
      const issue = problemWith(piece, chosen);
      if (issue === undefined) continue;
      context.addIssue({ ...issue, path: placeOf(piece, chosen, issue.path) } as never);
      return;
    }
  }
}

/** The place in the space; of a shared value that of its list. */
function placeOf({ path, template }: InlinePiece, chosen: Params, issuePath: readonly PropertyKey[]): PropertyKey[] {
  const inside = template.locate(chosen, issuePath);
  const mark = inside.indexOf(SHARED);
  return mark < 0 ? [...path, ...inside] : ['dimensions', inside[mark + 1]];
}

function problemWith({ section, template }: InlinePiece, chosen: Params): z.core.$ZodIssue | undefined {
  const resolved = template.resolve(chosen, { ...chosen, classes: EXAMPLE_CLASSES });
  if (section !== 'stages') return firstProblem(z.array(blockSchema).safeParse((resolved as readonly unknown[]).map(withClasses)));
  if (resolved === 'none') return undefined;
  const block = (resolved as { block?: unknown } | null)?.block;
  return firstProblem(stageSchema.safeParse(block === undefined ? resolved : { ...(resolved as object), block: withClasses(block) }));
}

/** A classifier may leave its classes to the data. */
function withClasses(block: unknown): unknown {
  return (block as { kind?: unknown } | null)?.kind === 'classifier' ? { classes: EXAMPLE_CLASSES, ...(block as object) } : block;
}

function firstProblem(result: z.ZodSafeParseResult<unknown>): z.core.$ZodIssue | undefined {
  return result.success ? undefined : firstIssue(result.error);
}

function combinationsOf({ path, template }: InlinePiece, shared: DimensionLists): Params[] {
  const used = Object.fromEntries(Object.entries(shared).filter(([name]) => template.shared.has(name)));
  const values = Object.entries(mapLists({ ...used, ...template.dimensions }, valuesFor));
  const count = values.reduce((product, [, list]) => product * list.length, 1);
  if (count > MOST_COMBINATIONS) {
    throw new TemplateError(
      path,
      `a piece may have at most ${MOST_COMBINATIONS} combinations of its choices, this one has ${count}`,
      'offer fewer alternatives, or make it several stages',
    );
  }
  return values.reduce<Params[]>(
    (points, [name, list]) => points.flatMap((point) => list.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}
