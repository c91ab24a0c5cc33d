import { openStore } from '@isoflop/results-store';

/** A search that writes until its standard input ends: trials of the study `big` once more, ten at once, each of a tenth of a second. */
const [file = ''] = process.argv.slice(2);
const store = await openStore(file, { create: false });
const [sample] = await store.trials('big', { states: ['complete'], limit: 1 });
const architecture = { hash: sample!.architectureHash, architecture: (await store.architecture(sample!.architectureHash))! };
let writing = true;
let transitions = 0;
process.stdin.resume().on('end', () => {
  writing = false;
});
process.stdout.write('ready\n');
const startMs = performance.now();

async function slot(): Promise<void> {
  while (writing) {
    const { params, cost, seed } = sample!;
    const { id } = await store.createTrial('big', { kind: 'search', params, cost, seed, architecture });
    const trial = await store.startTrial(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await store.reportMetrics(trial, [{ epoch: 1, name: 'val-accuracy', value: 0.5 }]);
    await store.finishTrial(trial, { state: 'complete', accuracy: (id % 1000) / 2000, seconds: 0.1 });
    transitions += 4;
  }
}

await Promise.all(Array.from({ length: 10 }, slot));
const transitionsPerSecond = Math.round((1000 * transitions) / (performance.now() - startMs));
await store.close();
process.stdout.write(`${JSON.stringify({ transitionsPerSecond })}\n`);
