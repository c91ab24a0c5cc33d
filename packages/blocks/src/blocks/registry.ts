import { z } from 'zod';
import type { NodeRef } from '../ir/graph.js';
import { type BasicResidualBlock, basicResidual } from './basic-residual.js';
import type { BlockDefinition, LowerContext } from './block.js';
import { type BnInceptionBlock, bnInception } from './bn-inception.js';
import { type BottleneckResidualBlock, bottleneckResidual } from './bottleneck-residual.js';
import { type ClassifierBlock, classifier } from './classifier.js';
import { type ConvBlock, conv } from './conv.js';
import { type ConvNeXtBlock, convNeXt } from './convnext.js';
import { type DenseBlock, dense } from './dense.js';
import { type DropoutBlock, dropout } from './dropout.js';
import { type FusedMBConvBlock, fusedMBConv } from './fused-mbconv.js';
import { type GlobalPoolBlock, globalPool } from './global-pool.js';
import { type InceptionBlock, inception } from './inception.js';
import { type InceptionABlock, inceptionA } from './inception-a.js';
import { type InceptionBBlock, inceptionB } from './inception-b.js';
import { type InceptionCBlock, inceptionC } from './inception-c.js';
import { type InceptionDBlock, inceptionD } from './inception-d.js';
import { type InceptionEBlock, inceptionE } from './inception-e.js';
import { type MBConvBlock, mbconv } from './mbconv.js';
import { type MlpconvBlock, mlpconv } from './mlpconv.js';
import { type MobileNetV3Block, mobileNetV3 } from './mobilenet-v3.js';
import { type NormBlock, norm } from './norm.js';
import { type PoolBlock, pool } from './pool.js';
import { type SeparableBlock, separable } from './separable.js';
import { type SqueezeExciteBlock, squeezeExciteBlock } from './squeeze-excite.js';
import { type XceptionBlock, xception } from './xception.js';

/** Every block there is. */
export type Block =
  | ConvBlock
  | MlpconvBlock
  | InceptionBlock
  | BnInceptionBlock
  | InceptionABlock
  | InceptionBBlock
  | InceptionCBlock
  | InceptionDBlock
  | InceptionEBlock
  | SeparableBlock
  | XceptionBlock
  | MBConvBlock
  | FusedMBConvBlock
  | MobileNetV3Block
  | BasicResidualBlock
  | BottleneckResidualBlock
  | ConvNeXtBlock
  | SqueezeExciteBlock
  | NormBlock
  | PoolBlock
  | GlobalPoolBlock
  | DropoutBlock
  | DenseBlock
  | ClassifierBlock;
export type BlockKind = Block['kind'];

/** A block as one may write it: fields with defaults may be left out. */
export type BlockSpec = { [K in BlockKind]: { readonly kind: K } & Partial<Omit<Extract<Block, { kind: K }>, 'kind'>> }[BlockKind];

/** A new block is a file of its own, a member of `Block`, and a line here. */
const definitions: { readonly [K in BlockKind]: BlockDefinition<Extract<Block, { kind: K }>> } = {
  conv,
  mlpconv,
  inception,
  'bn-inception': bnInception,
  'inception-a': inceptionA,
  'inception-b': inceptionB,
  'inception-c': inceptionC,
  'inception-d': inceptionD,
  'inception-e': inceptionE,
  separable,
  xception,
  mbconv,
  'fused-mbconv': fusedMBConv,
  'mobilenet-v3': mobileNetV3,
  'basic-residual': basicResidual,
  'bottleneck-residual': bottleneckResidual,
  convnext: convNeXt,
  'squeeze-excite': squeezeExciteBlock,
  norm,
  pool,
  'global-pool': globalPool,
  dropout,
  dense,
  classifier,
};

export const blockKinds = Object.keys(definitions) as readonly BlockKind[];

const schemas = blockKinds.map((kind) => definitions[kind].schema);

/** A block as it stands in an architecture file; fields left out take their defaults. */
export const blockSchema = z.discriminatedUnion('kind', schemas as never) as unknown as z.ZodType<Block>;

/** What there is to know of a block's kind. */
export function definitionOf(block: Block): BlockDefinition<Block> {
  return definitions[block.kind] as unknown as BlockDefinition<Block>;
}

/** Appends a block's ops behind `input` and returns its output. */
export function lowerBlock(block: Block, input: NodeRef, context: LowerContext): NodeRef {
  return definitionOf(block).lower(block, input, context);
}
