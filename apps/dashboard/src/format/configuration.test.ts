import { expect, it } from 'vitest';
import { formatSetting, settingsOf } from './configuration.js';

it('puts the values of all stages into one setting, in order', () => {
  const params = { resolution: 28, 'stage1.depth': 2, 'stage1.kernel': 3, 'stage2.depth': 1, 'stage2.kernel': 5 };
  expect(settingsOf(params)).toEqual([
    ['resolution', 28],
    ['depth', '2 · 1'],
    ['kernel', '3 · 5'],
  ]);
});

it('keeps numbers as numbers, so that they sort, and writes lists and flags as JSON', () => {
  expect(settingsOf({ width: 0.5, block: 'mbconv', skip: true, kernel: [3, 5] })).toEqual([
    ['width', 0.5],
    ['block', 'mbconv'],
    ['skip', 'true'],
    ['kernel', '[3,5]'],
  ]);
});

it('writes no more digits than are meant', () => {
  expect([3, 0.1 + 0.2, 1 / 3, 'relu'].map(formatSetting)).toEqual(['3', '0.3', '0.3333', 'relu']);
});
