import { z } from 'zod';
import type { NodeRef } from '../ir/graph.js';
import type { BlockDefinition, LowerContext } from './block.js';
import { type ClassifierBlock, classifier } from './classifier.js';
import { type ConvBlock, conv } from './conv.js';
import { type MBConvBlock, mbconv } from './mbconv.js';
import { type SeparableBlock, separable } from './separable.js';

/** Every block there is. */
export type Block = ConvBlock | SeparableBlock | MBConvBlock | ClassifierBlock;
export type BlockKind = Block['kind'];

/** A new block is a file of its own, a member of `Block`, and a line here. */
const definitions: { readonly [K in BlockKind]: BlockDefinition<Extract<Block, { kind: K }>> } = { conv, separable, mbconv, classifier };

export const blockKinds = Object.keys(definitions) as readonly BlockKind[];

/** A block as it stands in an architecture file; fields left out take their defaults. */
export const blockSchema = z.union(blockKinds.map((kind) => definitions[kind].schema as z.ZodType<Block>));

/** The check of one kind of block, or undefined where no such kind exists. */
export function schemaOf(kind: string): z.ZodType<Block> | undefined {
  return Object.hasOwn(definitions, kind) ? (definitions[kind as BlockKind].schema as z.ZodType<Block>) : undefined;
}

/** Appends a block's ops behind `input` and returns its output. */
export function lowerBlock(block: Block, input: NodeRef, context: LowerContext): NodeRef {
  const definition = definitions[block.kind] as unknown as BlockDefinition<Block>;
  return definition.lower(block, input, context);
}
