import { expect, it } from 'vitest';
import { LastLines } from './last-lines.js';

it('keeps the last lines however the text was cut into pieces, and bounds a line that never ends', () => {
  const lines = new LastLines(2);
  for (const piece of ['one\ntw', 'o\nthr', 'ee\n', '\nfour']) lines.add(piece);
  expect(lines.lines()).toEqual(['three', 'four']);
  const three = new LastLines(3);
  for (const piece of ['one\ntw', 'o\nthr', 'ee\nfour']) three.add(piece);
  expect(three.lines()).toEqual(['two', 'three', 'four']);
  for (let i = 0; i < 100; i++) three.add('x'.repeat(1000));
  expect(three.lines().at(-1)).toHaveLength(10_000);
});
