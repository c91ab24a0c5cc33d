import { zoo } from '@isoflop/blocks';
import { expect, it } from 'vitest';
import { drawnExportable } from '../testing/agreement.js';
import { card } from './card.js';
import { json } from './json.js';

const exportable = await drawnExportable(zoo('mobilenet_v2', { resolution: 32, classes: 10 }), 1);
const evidence = {
  accuracy: 0.8125,
  interval: [0.79, 0.83],
  basis: 'test split, mean of 3 seeds',
  dataset: 'fashion-mnist',
  licence: 'MIT | Zalando',
  budget: '2M MACs (multiply-adds of one image)',
  recipe: 'quick',
  seed: 7,
} as const;

const cardOf = async (...[given, others]: Parameters<typeof card.write>) => String((await card.write(given as never, others))[0].content);

it('tells accuracy with its interval, the budget with its convention, and the licence of the data', async () => {
  const text = await cardOf({ ...exportable, evidence }, []);
  expect(text).toContain('| accuracy | 81.25 % (95 % interval 79.00 % to 83.00 %), test split, mean of 3 seeds |');
  expect(text).toContain('| budget of the search | 2M MACs (multiply-adds of one image) |');
  expect(text).toContain('| licence of the data | MIT \\| Zalando |');
});

it('says when there is no interval, and when nothing was trained', async () => {
  expect(await cardOf({ ...exportable, evidence: { ...evidence, interval: undefined } }, [])).toContain('no interval: one run');
  expect(await cardOf(exportable, [])).toContain('Not trained: the weights are random.');
  expect(await cardOf({ ...exportable, weights: undefined } as never, [])).toContain('the architecture only');
});

it('tells how to load the formats that were written, what reading them back found, and no others', async () => {
  const verdict = { verified: true, maxAbsError: 0.25, by: 'a program' } as const;
  const rounding = { maxAbsError: 0.25, relativeError: 0.044, sameClass: 0.75 };
  const files = [
    { path: 'a', sha256: '', bytes: 1234, verdict },
    { path: 'b', sha256: '', bytes: 5, verdict: { ...verdict, rounding } },
    { path: 'c', sha256: '', bytes: 6, verdict: { verified: false, reason: 'a program is missing' } as const },
  ];
  const text = await cardOf(exportable, [{ use: 'Open it so.', files }]);
  expect(text).toContain('- Open it so.');
  expect(text).toContain('| `a` | 1,234 | by a program, largest error of a logit 2.5e-1 |');
  expect(text).toContain('largest error of a logit 2.5e-1, relative error 4.4 %, the same class for 75 % of the images |');
  expect(text).toContain('| `c` | 6 | no: a program is missing |');
  expect(text).not.toContain('PyTorch');
});

it('gives counts in every convention', async () => {
  const text = await cardOf(exportable, []);
  for (const name of ['macs', 'flops', 'fvcore', 'pycls', 'training'])
    expect(text).toMatch(new RegExp(`^\\| ${name} \\| [\\d,]+ \\|`, 'm'));
});

it('has a document that its published schema accepts, and that another field breaks', async () => {
  const files = await json.write({ ...exportable, evidence } as never, []);
  const document = JSON.parse(String(files[0].content));
  const schema = JSON.parse(String(files[1].content));
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['hash', 'architecture', 'cost', 'preprocessing', 'evidence']));
  expect(schema.required).toEqual(expect.arrayContaining(['schema', 'hash', 'architecture', 'cost']));
  const read = async () => new TextEncoder().encode(JSON.stringify({ ...document, cost: 'much' })) as Uint8Array<ArrayBuffer>;
  await expect(json.verify(exportable as never, { folder: '', read }, [])).rejects.toThrow('must fit architecture.schema.json');
});
