import { ArchitectureError, type BlockSpec, deepenNetwork, lower, nearNames, type Stage, widenNetwork } from '@isoflop/blocks';
import { z } from 'zod';
import type { ArchitectureSpace, DataShape, Params } from '../architecture-space.js';
import { completeStage, defineSpace, type SpaceBuilder, type StageSpec } from '../define-space.js';
import type { DimensionList, DimensionLists } from '../dimensions.js';
import { choices, resolutionField, widthField } from '../presets/fields.js';
import { preset } from '../presets/preset.js';
import { checkPieces } from './check-pieces.js';
import type { InlinePiece } from './inline-piece.js';
import { compileTemplate, TemplateError } from './template.js';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a dimension name must be letters, digits and underscores');
const scalar = z.union([z.number(), z.string(), z.boolean()]);

const fields = z.strictObject({
  preset: z.literal('inline').optional(),
  resolution: resolutionField,
  width: widthField.optional(),
  depth: choices(z.number().gt(0).max(16)).optional().describe('factors for the repeats of all stages, rounded up'),
  dimensions: z.record(name, choices(scalar)).default({}).describe('choices that several blocks share: $name stands for the value'),
  stem: z
    .array(z.unknown().meta({ template: 'block' }))
    .max(100)
    .default([])
    .describe('blocks before the stages'),
  stages: z
    .array(z.unknown().meta({ template: 'stage' }))
    .min(1)
    .max(100)
    .describe('blocks with repeats'),
  head: z
    .array(z.unknown().meta({ template: 'block' }))
    .min(1)
    .max(100)
    .describe('blocks behind the stages; the last gives one value per class'),
  batchNorm: z
    .strictObject({ epsilon: z.number().gt(0).lt(1), momentum: z.number().min(0).lt(1) })
    .optional()
    .describe('of every batch normalisation'),
  stochasticDepth: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe('drop probability of branches, rising linearly over the stage blocks: block i of n, from 0, has i / n of it'),
});
type Inline = z.infer<typeof fields>;

/** Written in the file itself, block by block, with choices in place of values. */
export const inline = preset({
  schema: fields.superRefine((settings, context) => {
    try {
      checkPieces(piecesOf(settings), sharedLists(settings), context);
      if (context.issues.length === 0) checkBase(open(settings));
    } catch (error) {
      if (error instanceof TemplateError) {
        context.addIssue({ code: 'custom', path: [...error.path], message: error.rule, params: { mend: error.mend } });
      } else if (error instanceof ArchitectureError) {
        const message = `the base network must fit together: ${error.path}: ${error.rule}`;
        context.addIssue({
          code: 'custom',
          path: [error.path.split('/')[0]].filter((key) => key in fields.shape),
          message,
          params: { mend: error.mend },
        });
      } else throw error;
    }
  }),
  open,
});

function open(settings: Inline): ArchitectureSpace {
  const pieces = piecesOf(settings);
  const shared = sharedLists(settings);
  const lists: { readonly [name: string]: DimensionList; readonly resolution: readonly number[] } = {
    ...shared,
    resolution: settings.resolution,
    ...Object.assign({}, ...pieces.map(({ template }) => template.dimensions)),
  };
  const space: SpaceBuilder<typeof lists> = defineSpace('inline', lists);
  const factors = (['width', 'depth'] as const).filter((factor) => settings[factor] !== undefined);
  for (const piece of pieces) {
    const own = Object.keys(piece.template.dimensions);
    const reads = [...new Set([...own, ...[...piece.template.shared.keys()].filter((shareable) => shareable in shared), ...factors])];
    const make = (chosen: object, data: DataShape) => scaled(stagesOf(piece, chosen as Params, data), chosen as Params, piece.section);
    if (piece.section === 'stages') space.stage(reads, make);
    else space[piece.section](reads, (chosen, data) => make(chosen, data).map(({ block }) => block));
  }
  return space.open({
    ...(settings.batchNorm && { batchNorm: settings.batchNorm }),
    ...(settings.stochasticDepth !== undefined && { stochasticDepth: settings.stochasticDepth }),
  });
}

/** Stem, stages and head with their choices named `stem.1.…`, `stage1.…`, `head.1.…`. Throws `TemplateError`. */
function piecesOf(settings: Inline): InlinePiece[] {
  const piece = (section: InlinePiece['section'], value: unknown, name: string, path: readonly PropertyKey[]): InlinePiece => ({
    section,
    path,
    template: compileTemplate(value, name, path),
  });
  const pieces = [
    piece('stem', settings.stem, 'stem', ['stem']),
    ...settings.stages.map((stage, i) => piece('stages', stage, `stage${i + 1}`, ['stages', i])),
    piece('head', settings.head, 'head', ['head']),
  ];
  const known = new Set([...Object.keys(sharedLists(settings)), 'classes']);
  for (const [shared, path] of pieces.flatMap(({ template }) => [...template.shared])) {
    if (known.has(shared)) continue;
    const near = nearNames(shared, [...known])[0];
    throw new TemplateError(
      path,
      `a shared value must be one of ${[...known].map((one) => `$${one}`).join(', ')}`,
      near ? `did you mean $${near}?` : `add ${shared} to dimensions`,
    );
  }
  const used = new Set(pieces.flatMap(({ template }) => [...template.shared.keys()]));
  const idle = Object.keys(settings.dimensions).find((dimension) => !used.has(dimension));
  if (idle !== undefined)
    throw new TemplateError(['dimensions', idle], 'a dimension must decide something', `write $${idle} in a block or remove it`);
  return pieces;
}

/** Lists that several pieces may read. */
function sharedLists({ dimensions, resolution, width, depth }: Inline): DimensionLists {
  return { ...dimensions, resolution, ...(width && { width }), ...(depth && { depth }) };
}

/** The stages that a piece resolves to; every block of stem and head is one. */
function stagesOf({ section, template }: InlinePiece, chosen: Params, { classes }: DataShape): readonly StageSpec[] {
  const resolved = template.resolve(chosen, { ...chosen, classes });
  const withClasses = (block: BlockSpec) => (block.kind === 'classifier' ? { classes, ...block } : block);
  if (section !== 'stages') return (resolved as readonly BlockSpec[]).map((block) => ({ repeats: 1, block: withClasses(block) }));
  if (resolved === 'none') return [];
  const { repeats = 1, block } = resolved as Partial<StageSpec> & Pick<StageSpec, 'block'>;
  return repeats === 0 ? [] : [{ repeats, block: withClasses(block) }];
}

/** A piece under the factors of the whole network. The block of the head that gives the logits keeps its channels. */
function scaled(specs: readonly StageSpec[], { width = 1, depth = 1 }: Params, section: InlinePiece['section']): readonly Stage[] {
  const stages = specs.map(completeStage);
  const logits = section === 'head' ? [] : [LOGITS];
  const network = { ...EMPTY, stages, head: logits };
  return deepenNetwork(widenNetwork(network, width as number), depth as number).stages;
}

const LOGITS = { kind: 'classifier', classes: 2, dropout: 0 } as const;
const EMPTY = {
  name: '',
  input: { height: 1, width: 1, channels: 1 },
  stem: [],
  head: [],
  batchNorm: { epsilon: 1e-3, momentum: 0.9 },
  stochasticDepth: 0,
} as const;

/** Throws `ArchitectureError` where the base network does not fit together or does not end in one value per class. */
function checkBase(space: ArchitectureSpace): void {
  const data = { channels: 3, classes: 7 };
  const output = lower(space.build(space.base, data)).nodes.at(-1)?.output ?? [];
  if (output.join() === `1,1,${data.classes}`) return;
  throw new ArchitectureError('head', 'the last block must give one value per class', output.join('x'), 'end in { kind: classifier }');
}
