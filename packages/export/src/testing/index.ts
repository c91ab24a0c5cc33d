/** For checks of every format over many networks; no production code imports this. */
export { makeProbes as probesOf, type Probe } from '../probes.js';
export { asTrained, drawnExportable, verifiedExport } from './agreement.js';
export { type BlockNetwork, blockNetworks } from './block-networks.js';
export { seededUniform } from './drawn-weights.js';
export { type OpGraph, opGraphs } from './op-graphs.js';
