import { architectureHash, costOf, zoo } from '@isoflop/blocks';
import type { NewTrial } from '@isoflop/results-store';

const architecture = zoo('mobilenet_v2');
const { macs, params, activations, weightsBytes } = costOf(architecture);
const hash = architectureHash(architecture);

/** A trial of MobileNetV2 with what a test cares about changed. */
export function newTrial(changes: Partial<NewTrial> = {}): NewTrial {
  const cost = { macs, params, activations, weightsBytes };
  return { kind: 'search', params: { depth: 2 }, architecture: { hash, architecture }, seed: 1, cost, ...changes };
}
