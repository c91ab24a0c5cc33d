import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zoo } from '@isoflop/blocks';
import { parseExperiment } from '@isoflop/search-space';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StudyError } from '../errors.js';
import { type EvaluationContext, EvaluationError } from './evaluator.js';
import { moduleEvaluator } from './module-evaluator.js';
import { openEvaluator } from './open-evaluator.js';
import { tableEvaluator } from './table-evaluator.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-evaluators-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const subject = (params: Record<string, number>) => ({
  architecture: zoo('nin_cifar10'),
  params,
  cost: { macs: 10, params: 1, activations: 1, weightsBytes: 4 },
});
const valuesOf = (params: object) => Object.values(params).join('');
const context: EvaluationContext = {
  seed: 3,
  epochs: 2,
  measureTest: false,
  trial: 1,
  signal: new AbortController().signal,
  onEpoch: () => {},
};
const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

describe('the table evaluator', () => {
  const tables = {
    'an object by architecture': { '01': { mean_acc: 91.5, std: 0.1, params: 5 }, '02': { mean_acc: 20 } },
    'columns and rows': {
      source: 'NAS-Bench-Macro',
      columns: ['arch', 'params', 'mean_acc'],
      rows: [
        ['01', 5, 91.5],
        ['02', 5, 20],
      ],
    },
  };

  it.each(Object.entries(tables))('looks a point up by its values in %s', async (_, table) => {
    const evaluate = await tableEvaluator(await file('table.json', JSON.stringify(table)), valuesOf);
    expect((await evaluate(subject({ first: 0, second: 1 }), context)).accuracy).toBeCloseTo(0.915, 12);
    const missing = evaluate(subject({ first: 2, second: 2 }), context);
    await expect(missing).rejects.toThrow(EvaluationError);
    await expect(missing).rejects.toThrow('has no network 22');
  });

  it.each([
    ['nothing', undefined, 'must be a JSON file, got ENOENT'],
    ['no JSON', 'arch,mean_acc', 'must be a JSON file'],
    ['an entry without accuracy', '{ "01": { "params": 5 } }', 'at 01.mean_acc'],
    ['a share instead of a percentage above 100', '{ "01": { "mean_acc": 915 } }', 'at 01.mean_acc'],
    ['other columns', '{ "columns": ["net", "acc"], "rows": [["01", 3]] }', 'must have columns arch and mean_acc, got net, acc'],
    ['a row without a number', '{ "columns": ["arch", "mean_acc"], "rows": [["01", "high"]] }', 'rows.0: mean_acc must be a percentage'],
  ])('refuses a file with %s before the study starts', async (_, text, message) => {
    const path = text === undefined ? join(folder, 'missing.json') : await file('bad.json', text);
    await expect(tableEvaluator(path, valuesOf)).rejects.toThrow(StudyError);
    await expect(tableEvaluator(path, valuesOf)).rejects.toThrow(message);
  });
});

describe('the module evaluator', () => {
  it('calls the default export with the candidate and the context', async () => {
    const evaluate = await moduleEvaluator(
      await file(
        'good.mjs',
        'export default async ({ architecture, cost }, { seed, epochs }) => ({ accuracy: 0.5, loss: cost.macs + seed, facts: { net: architecture.name, epochs } });',
      ),
      60,
    );
    expect(await evaluate(subject({}), context)).toMatchObject({ accuracy: 0.5, loss: 13, facts: { net: 'nin_cifar10', epochs: 2 } });
  });

  it.each([
    ['throws', 'export default () => { throw new Error("the simulator is down"); };', 'failed: the simulator is down'],
    ['gives a percentage', 'export default () => ({ accuracy: 91.5 });', 'at accuracy'],
    ['gives NaN', 'export default () => ({ accuracy: NaN });', 'at accuracy'],
    ['gives nothing', 'export default () => {};', 'bad-result'],
    ['gives a word that nobody knows', 'export default () => ({ accuracy: 0.5, flops: 3 });', 'flops'],
  ])('fails the candidate, and not the study, when it %s', async (_, text, message) => {
    const evaluate = await moduleEvaluator(await file(`${message.replace(/\W/g, '')}${_.replace(/\W/g, '')}.mjs`, text), 60);
    const result = evaluate(subject({}), context);
    await expect(result).rejects.toThrow(EvaluationError);
    await expect(result).rejects.toThrow(message);
  });

  it('fails a candidate that hangs, tells the module, and hears no more of it', async () => {
    const text = `export default (_, { signal, onEpoch }) => new Promise(() => {
      signal.addEventListener('abort', () => { globalThis.heardOfTheEnd = true; onEpoch({ epoch: 1 }); });
    });`;
    const evaluate = await moduleEvaluator(await file('hangs.mjs', text), 0.1);
    const epochs: unknown[] = [];
    const result = evaluate(subject({}), { ...context, onEpoch: (report) => epochs.push(report) });
    await expect(result).rejects.toThrow(EvaluationError);
    await expect(result).rejects.toThrow('timeout: must end within 0.1 s');
    expect((globalThis as { heardOfTheEnd?: boolean }).heardOfTheEnd).toBe(true);
    expect(epochs).toEqual([]);
  });

  it('lets the study stop at once, whatever the module does', async () => {
    const evaluate = await moduleEvaluator(await file('deaf.mjs', 'export default () => new Promise(() => {});'), 60);
    const stop = new AbortController();
    const result = evaluate(subject({}), { ...context, signal: stop.signal });
    stop.abort(new Error('Ctrl-C'));
    await expect(result).rejects.toThrow('Ctrl-C');
  });

  it.each([
    ['missing.mjs', undefined, 'importing it failed'],
    ['broken.mjs', 'export default (', 'importing it failed'],
    ['value.mjs', 'export default 3;', 'must export a function as default, got number'],
  ])('refuses %s before the study starts', async (name, text, message) => {
    const path = text === undefined ? join(folder, name) : await file(name, text);
    await expect(moduleEvaluator(path, 60)).rejects.toThrow(StudyError);
    await expect(moduleEvaluator(path, 60)).rejects.toThrow(message);
  });

  it('gives up a module that does not listen to the signal, and drops what it reports later', async () => {
    const evaluate = await moduleEvaluator(
      await file(
        'late.mjs',
        'export default async (_, { onEpoch }) => { await new Promise((go) => setTimeout(go, 50)); onEpoch({}); globalThis.deaf = true; return { accuracy: 1 }; };',
      ),
      60,
    );
    const stop = new AbortController();
    let reports = 0;
    const result = evaluate(subject({}), { ...context, signal: stop.signal, onEpoch: () => reports++ });
    stop.abort(new Error('stopped'));
    await expect(result).rejects.toThrow('stopped');
    await vi.waitFor(() => expect(globalThis).toMatchObject({ deaf: true }));
    expect(reports).toBe(0);
  });
});

it('refuses a limit of latency where nothing is trained', async () => {
  const text = `name: a
dataset: textures
space: mbconv
budget: { latency: 5ms }
search: { trials: 1 }
evaluator: { kind: module, file: mine.mjs }
`;
  const options = { experiment: parseExperiment(text, 'a.yaml'), experimentFile: 'a.yaml', artifacts: folder, facts: {} };
  await expect(openEvaluator(options)).rejects.toThrow('budget.latency: needs an evaluator that trains, got module');
});
