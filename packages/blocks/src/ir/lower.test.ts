import { expect, it } from 'vitest';
import { lower } from './lower.js';
import { parseArchitecture } from './parse.js';

it('drops branches with a probability that rises linearly over the blocks of all stages, from 0', () => {
  const block = { kind: 'mbconv', channels: 8, stride: 1, expansion: 2 } as const;
  const { nodes } = lower(
    parseArchitecture({
      name: 'four',
      input: { height: 8, width: 8, channels: 3 },
      stem: [{ kind: 'conv', channels: 8, kernel: 3 }],
      stages: [
        { repeats: 3, block },
        { repeats: 1, block },
      ],
      head: [{ kind: 'classifier', classes: 4 }],
      stochasticDepth: 0.2,
    }),
  );
  const rates = nodes.flatMap(({ op, path }) => (op.kind === 'drop-path' ? [[path.split('/drop-path')[0], op.rate]] : []));
  expect(rates).toEqual([
    ['stages/0/1', expect.closeTo(0.05, 12)],
    ['stages/0/2', expect.closeTo(0.1, 12)],
    ['stages/1/0', expect.closeTo(0.15, 12)],
  ]);
});
