import type { Template } from './template.js';

/** The stem, one stage, or the head. */
export interface InlinePiece {
  readonly section: 'stem' | 'stages' | 'head';
  /** Where it stands in the space. */
  readonly path: readonly PropertyKey[];
  readonly template: Template;
}
