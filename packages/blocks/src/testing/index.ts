/** For the property tests of packages that read graphs; no production code imports this. */
export { randomArchitecture, type Uniform } from './random-architecture.js';
