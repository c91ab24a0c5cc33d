import type { Architecture, Block } from '@isoflop/blocks';
import { ExportError } from '../format.js';

type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** What both notations take for granted around the stages: one 3x3 convolution at stride 2, and a classifier behind an optional 1x1 convolution. */
export interface Frame {
  readonly stem: BlockOf<'conv'>;
  readonly features: BlockOf<'conv'> | undefined;
  readonly classifier: BlockOf<'classifier'>;
}

/** The frame of an architecture. Throws `ExportError` with the reason where it is another. */
export function frameOf({ stem, head }: Architecture): Frame {
  const [first] = stem;
  if (stem.length !== 1 || first.kind !== 'conv' || !isPlain(first) || first.kernel !== 3 || first.stride !== 2) {
    throw new ExportError('the stem must be one 3x3 convolution at stride 2 with batch normalisation');
  }
  const classifier = head.at(-1);
  const features = head.length === 2 ? head[0] : undefined;
  if (classifier?.kind !== 'classifier' || head.length > 2 || (features && !isFeatures(features))) {
    throw new ExportError('the head must be a classifier, behind at most one 1x1 convolution');
  }
  return { stem: first, features: features as BlockOf<'conv'> | undefined, classifier };
}

/** A convolution with the usual padding and normalisation, not in groups. */
export const isPlain = ({ padding = 'same', groups = 1, norm = 'batch' }: BlockOf<'conv'>) =>
  padding === 'same' && groups === 1 && norm === 'batch';

const isFeatures = (block: Block) => block.kind === 'conv' && isPlain(block) && block.kernel === 1 && block.stride === 1;
