import type { Template } from './template.js';

/** One entry of stem, stages or head. */
export interface InlinePiece {
  readonly section: 'stem' | 'stages' | 'head';
  readonly index: number;
  readonly template: Template;
}
