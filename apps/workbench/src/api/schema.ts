/**
 * What the HTTP API answers and which parameters it takes. The page imports the types from here, so nothing here imports anything of Node.
 * Times are milliseconds since 1970; accuracies are 0 to 1; `macs` counts multiply-adds of one image.
 */
export { type Api, type Contract, contract, type RouteName } from './contract.js';
export * from './schema/analysis.js';
export * from './schema/experiment.js';
export * from './schema/export.js';
export * from './schema/query.js';
export * from './schema/session.js';
export * from './schema/study.js';
export * from './schema/trial.js';
export * from './schema/values.js';
