import { expect, it } from 'vitest';
import { formatSetting } from './configuration.js';

it('writes no more digits than are meant', () => {
  expect([3, 0.1 + 0.2, 1 / 3, 'relu'].map(formatSetting)).toEqual(['3', '0.3', '0.3333', 'relu']);
});
