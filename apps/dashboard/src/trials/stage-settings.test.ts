import { expect, it } from 'vitest';
import { settingsOf } from './stage-settings.js';

it('puts the values of all stages into one setting, in order', () => {
  const params = { resolution: 28, 'stage1.depth': 2, 'stage1.kernel': 3, 'stage2.depth': 1, 'stage2.kernel': 5 };
  expect(settingsOf(params)).toEqual([
    ['resolution', '28'],
    ['depth', '2 · 1'],
    ['kernel', '3 · 5'],
  ]);
});

it('writes lists and flags as JSON', () => {
  expect(settingsOf({ skip: true, kernel: [3, 5] })).toEqual([
    ['skip', 'true'],
    ['kernel', '[3,5]'],
  ]);
});
