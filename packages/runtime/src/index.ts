export { type BackendFacts, type BackendName, BackendUnavailableError } from './backends/rung.js';
export type { ForwardMode } from './eager/layer.js';
export { buildModel, type Model } from './eager/model.js';
export type { ModelVariable, NamedWeights } from './eager/variable-store.js';
export { type BackendRequest, type OpenedBackend, openBackend, type Verdict } from './ladder.js';
export { toLayersModel } from './layers-model.js';
export type { TensorFlow } from './tensorflow.js';
