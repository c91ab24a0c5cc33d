import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportAnswer, studyAnswer } from '../schema.js';
import { DashboardProcess } from '../testing/dashboard-process.js';
import { HttpClient } from '../testing/http-client.js';
import { SseClient } from '../testing/sse-client.js';

/** Measures four candidates at once, and the others when the file `go` is beside it. */
const WAITING_FORMULA = `import { existsSync } from 'node:fs';
let asked = 0;
export default async ({ cost }, { signal }) => {
  asked += 1;
  while (asked > 4 && !signal.aborted && !existsSync(new URL('go', import.meta.url))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { accuracy: 1 - 100 / Math.sqrt(cost.macs) };
};`;

const experiment = (name: string, trials: number) => `
name: ${name}
dataset: formula
space: { preset: efficientnet-scaling, resolution: [32, 40, 48, 56, 64], width: [0.5, 0.75, 1], depth: [0.5, 1, 1.5] }
budget: { macs: 40M }
search: { sampler: random, trials: ${trials}, seed: 1 }
evaluator: { kind: module, file: formula.mjs, classes: 10 }
runtime: { workers: 2 }
`;

let folder: string;
let file: string;
let server: DashboardProcess;
let http: HttpClient;

const go = () => writeFileSync(join(folder, 'files', 'go'), '');

async function start(): Promise<void> {
  server = await DashboardProcess.start(file, '--files', join(folder, 'files'));
  http = new HttpClient(server.url);
}

/** Waits for an event of a study's history. */
async function until(study: string, kind: string, times = 1): Promise<void> {
  const stream = await SseClient.open(`${server.url}/api/studies/${study}/stream?after=0`);
  await stream.until((events) => events.flatMap(({ data }) => data.events ?? []).filter((event) => event.kind === kind).length >= times);
  stream.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoflop-launch-'));
  file = join(folder, 'studies.db');
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'formula.mjs'), WAITING_FORMULA);
  await (await openStore(file)).close();
  await start();
});

afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('a search that was started from the page', () => {
  it('goes on when the server is killed; the next server finds it, steers it and sees it end', async () => {
    const { study, launched } = await http.post('studies', { text: experiment('survivor', 40) });
    expect([study.name, study.state, launched]).toEqual(['survivor', 'created', true]);
    await expect(http.delete('studies/survivor')).rejects.toThrow('409: study "survivor" is being run by a process that was started here');
    await until('survivor', 'trial-complete', 3);
    await server.kill();
    await start();
    const found = studyAnswer.parse(await http.get('studies/survivor'));
    expect(found).toMatchObject({ state: 'running', runner: { alive: true }, plannedTrials: 40 });
    await expect(http.delete('studies/survivor')).rejects.toThrow('409: study "survivor" is being run by process');
    expect(await http.post('studies/survivor/pause')).toEqual({ outcome: 'told' });
    await until('survivor', 'study-paused');
    await expect(http.post('studies/survivor/resume', { trials: 50 })).rejects.toThrow('409: study "survivor" is being run');
    expect(await http.post('studies/survivor/resume')).toEqual({ outcome: 'told' });
    go();
    await until('survivor', 'study-complete');
    // Its last words come after the last trial.
    await until('survivor', 'runner-released');
    const ended = studyAnswer.parse(await http.get('studies/survivor'));
    expect(ended.counts.search.complete).toBe(40);
    expect(ended.log).toContain('Pareto front of survivor');
    expect(await http.delete('studies/survivor')).toEqual({ study: 'survivor', trials: 40, files: 1 });
    await expect(http.get('studies/survivor')).rejects.toThrow('404');
  });

  it('is cancelled and resumed with more trials and candidates by hand; what it found is exported and verified', async () => {
    await http.post('studies', { text: experiment('grown', 30) });
    await until('grown', 'trial-started', 6);
    expect(await http.post('studies/grown/cancel')).toEqual({ outcome: 'told' });
    await until('grown', 'runner-released');
    expect((await http.get('studies/grown')).counts.search).toMatchObject({ complete: 4, running: 0, queued: 2 });
    go();
    const point = { resolution: 64, width: 0.5, depth: 0.5 };
    expect(await http.post('studies/grown/enqueue', { params: point })).toMatchObject({ state: 'queued', params: point });
    await expect(http.post('studies/grown/enqueue', { params: { ...point, width: 9 } })).rejects.toThrow(
      '422: params.width: must be one of',
    );
    expect(await http.post('studies/grown/trials/1/rerun', { seed: 5 })).toMatchObject({ rerunOf: 1, seed: 5 });
    expect(await http.post('studies/grown/resume', { trials: 6, sampler: 'tpe' })).toEqual({ outcome: 'launched' });
    await until('grown', 'study-complete');
    const { trials } = await http.get('studies/grown/trials?state=complete');
    expect(trials).toContainEqual(expect.objectContaining({ params: point, state: 'complete' }));
    expect(trials).toContainEqual(expect.objectContaining({ rerunOf: 1 }));
    expect(await http.post('studies/grown/fork', { name: 'twig', at: 2 })).toMatchObject({ study: { name: 'twig', state: 'paused' } });

    const { id } = await http.post('studies/grown/export', { trial: 'best', formats: ['json', 'svg'] });
    const done = await untilExported(id);
    expect(done).toMatchObject({ state: 'done', error: null, skipped: [] });
    expect(new Set(done.files.map(({ format, verified }) => `${format} ${verified}`))).toEqual(new Set(['json true', 'svg true']));
    expect(done.messages.join('\n')).toContain('json is written and read back');
    const archive = unzipSync(await http.bytes(`exports/${id}/archive`));
    for (const { index, path, sha256 } of done.files) {
      for (const content of [archive[path]!, await http.bytes(`exports/${id}/files/${index}`)]) {
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      }
    }
  });

  it('that cannot begin says why in its history and its log', async () => {
    writeFileSync(join(folder, 'files', 'broken.mjs'), 'export const nothing = 1;');
    await http.post('studies', { text: experiment('broken', 3).replace('formula.mjs', 'broken.mjs') });
    await until('broken', 'runner-failed');
    const { events } = await http.get('studies/broken/events');
    expect(events.at(-1)).toMatchObject({ kind: 'runner-failed', data: { code: 2, message: expect.stringContaining('broken.mjs') } });
    expect((await http.get('studies/broken')).log).toContain('broken.mjs');
  });
});

async function untilExported(id: string) {
  for (;;) {
    const answer = exportAnswer.parse(await http.get(`exports/${id}`));
    if (answer.state !== 'running') return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
