import type { OpOf } from '@isoflop/blocks';
import type { GraphLayer } from '../layer.js';

/** The images as they come. */
export const writeInput: GraphLayer<OpOf<'input'>> = ({ inputs: [x] }) => x;
