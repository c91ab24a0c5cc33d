import { expect, it } from 'vitest';
import { tellsOutOfMemory } from './errors.js';

it.each([
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  'Array buffer allocation failed',
  // What TensorFlow.js 4.22's WebAssembly backend throws from `add` once its 4 GB are used up.
  'memory access out of bounds',
  'OOM when allocating tensor with shape[64,112,112,96]',
  'Resource exhausted: failed to allocate memory',
])('takes "%s" for memory that ran out', (message) => {
  expect(tellsOutOfMemory(message)).toBe(true);
});

it.each(['Invalid argument: shapes differ', 'ENOSPC: no space left on device'])('does not take "%s" for memory that ran out', (message) => {
  expect(tellsOutOfMemory(message)).toBe(false);
});
