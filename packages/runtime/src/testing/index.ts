/** For the tests of packages that train on native TensorFlow; no production code imports this. */
export { describeNative } from './native.js';
