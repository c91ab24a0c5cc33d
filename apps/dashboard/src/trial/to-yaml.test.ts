import { expect, it } from 'vitest';
import { toYaml } from './to-yaml.js';

it('writes nested objects and lists in blocks, and short lists in a line', () => {
  const value = { name: 'a', stages: [{ repeats: 2, block: { kind: 'mbconv', kernel: [3, 3] } }, { repeats: 1 }], empty: {}, none: [] };
  expect(toYaml(value)).toBe(
    '\nname: a\nstages:\n  - repeats: 2\n    block:\n      kind: mbconv\n      kernel: [3, 3]\n  - repeats: 1\nempty: {}\nnone: []',
  );
});

it('quotes what YAML would read as something else', () => {
  expect(toYaml(['yes', '1.5', 'a: b', '', 'null', 'mbconv', null, true])).toBe('["yes", "1.5", "a: b", "", "null", mbconv, null, true]');
});
