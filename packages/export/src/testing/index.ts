/** For checks of every format over many networks; no production code imports this. */
export { roundingEffect } from '../conditioning.js';
export type { TrainedExportable } from '../format.js';
export { largestLogit, makeProbes as probesOf, type Probe } from '../probes.js';
export { seededUniform } from '../seeded-uniform.js';
export { asTrained, drawnExportable, verifiedExport } from './agreement.js';
export { type BlockNetwork, blockNetworks } from './block-networks.js';
export { type OpGraph, opGraphs } from './op-graphs.js';
