import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { MemoryStore } from '../memory-store.js';
import { openStore } from '../open-store.js';
import type { ResultsStore } from '../store.js';
import { newSchema } from '../testing/postgres-schema.js';
import { newTrial } from '../testing/records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readStudyCsv, writeStudyCsv } from './csv.js';
import { readStudyLines, writeStudyLines } from './json-lines.js';

const SMALL = fileURLToPath(new URL('../../fixtures/schemas/0005-provenance.db', import.meta.url));
const folder = temporaryFolder();

async function small(): Promise<ResultsStore> {
  copyFileSync(SMALL, join(folder, 'small.db'));
  const store = await openStore(join(folder, 'small.db'));
  await store.annotate('small', 2, { note: 'good, "quoted"\nand long', tags: ['best'] });
  await store.annotate('small', null, { tags: ['paper'] });
  await store.saveSamplerState('small', { rng: [1] }, [{ index: 0, record: { told: 0 } }]);
  return store;
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

describe('JSON lines', () => {
  it('carry a study from SQLite through memory and PostgreSQL back, to the letter', async () => {
    const first = await small();
    const lines = await collect(writeStudyLines(first, 'small'));
    let carried = lines;
    const places = ['memory:', await newSchema(inject('postgresUrl')), join(folder, 'back.db')];
    for (const place of places) {
      const store = await openStore(place);
      expect(await readStudyLines(store, carried, { source: 'small.jsonl' })).toBe('small');
      carried = await collect(writeStudyLines(store, 'small'));
      expect(await store.check()).toEqual([]);
      expect((await store.createTrial('small', newTrial())).number).toBe(6);
      await store.close();
    }
    expect(carried).toEqual(lines);
    await first.close();
  });

  it('name the line of the first mistake and leave no trace of the study', async () => {
    const source = await small();
    const lines = await collect(writeStudyLines(source, 'small'));
    const trialAt = lines.findIndex((line) => line.startsWith('{"type":"trial"'));
    const changed = (index: number, from: string | RegExp, to: string) =>
      lines.map((line, at) => (at === index ? line.replace(from, to) : line));
    const wrong: [readonly string[], string | RegExp][] = [
      [changed(trialAt, '{', '{{'), `small.jsonl:${trialAt + 1}: is not JSON`],
      [changed(trialAt, '"accuracy":0.5', '"accuracy":87'), `small.jsonl:${trialAt + 1}: trial.accuracy: `],
      [
        changed(trialAt, '"number":1', '"number":4'),
        `small.jsonl:${trialAt + 1}: trial.number: trials come by number without gaps, expected 1, got 4`,
      ],
      [changed(trialAt, 'hash-1', 'hash-9'), 'no line of type "architecture" before has hash-9'],
      [lines.slice(1), 'small.jsonl:1: the first line must be of type "study", got "architecture"'],
      [lines.slice(0, -1), `small.jsonl:${lines.length}: the line of type "end" is missing; the file was cut off`],
      [[...lines.slice(0, -2), lines.at(-1)!], `it tells of ${lines.length - 1} lines, and ${lines.length - 2} came before it`],
      [[lines[0]!, ...lines], 'small.jsonl:2: there is one line of type "study", the first'],
    ];
    const store = new MemoryStore();
    for (const [given, message] of wrong) {
      await expect(readStudyLines(store, given, { source: 'small.jsonl' })).rejects.toThrow(message);
      expect(await store.studies()).toEqual([]);
    }
    await source.close();
  });

  it('do not overwrite a study, and take another name', async () => {
    const store = await small();
    const lines = await collect(writeStudyLines(store, 'small'));
    await expect(readStudyLines(store, lines, { source: 'x' })).rejects.toThrow('study "small" exists already');
    expect(await readStudyLines(store, lines, { source: 'x', name: 'copy' })).toBe('copy');
    const named = (line: string) => line.replace('"name":"copy"', '"name":"small"');
    expect((await collect(writeStudyLines(store, 'copy'))).map(named)).toEqual(lines);
    await store.close();
  });
});

describe('CSV', () => {
  it('carries the table of trials there and back', async () => {
    const source = await small();
    const csv = await collect(writeStudyCsv(source, 'small'));
    expect(csv).toHaveLength(6);
    const store = new MemoryStore();
    await readStudyCsv(store, csv, { source: 'small.csv', name: 'small' });
    expect(await collect(writeStudyCsv(store, 'small'))).toEqual(csv);
    const plain = async (from: ResultsStore) => (await from.trials('small')).map(({ id: _, ...trial }) => trial);
    expect(await plain(store)).toEqual(await plain(source));
    const file = await openStore(join(folder, 'csv.db'));
    await readStudyCsv(file, csv, { source: 'small.csv', name: 'small' });
    expect(await file.check()).toEqual([]);
    await Promise.all([source.close(), file.close()]);
  });

  it('names the line of the first mistake', async () => {
    const source = await small();
    const csv = await collect(writeStudyCsv(source, 'small'));
    await source.close();
    const store = new MemoryStore();
    const read = (rows: readonly string[]) => readStudyCsv(store, rows, { source: 'small.csv', name: 'small' });
    await expect(read([csv[0]!, csv[1]!, csv[2]!.replace('complete', 'done')])).rejects.toThrow(/^small\.csv:3: state: /);
    await expect(read([csv[0]!, csv[1]!.replace(',1000000,', ',a million,')])).rejects.toThrow(/^small\.csv:2: cost\.macs: /);
    await expect(read([csv[0]!, 'too,short\n'])).rejects.toThrow(/^small\.csv:2: /);
    await expect(read([csv[0]!.replace('accuracy', 'score')])).rejects.toThrow('small.csv:1: the heading lacks accuracy');
    expect(await store.studies()).toEqual([]);
  });
});
