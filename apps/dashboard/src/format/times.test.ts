import { expect, it } from 'vitest';
import { formatAgo } from './times.js';

const now = Date.UTC(2026, 0, 31, 12);

it.each([
  [-5_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [7_200_000, '2 h ago'],
  [86_400_000, 'yesterday'],
  [5 * 86_400_000, '5 days ago'],
])('says of a moment %d ms back that it was %s', (past, text) => {
  expect(formatAgo(now - past, now)).toBe(text);
});
