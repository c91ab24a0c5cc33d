import { once } from 'node:events';
import { hostname } from 'node:os';
import { StudyExistsError } from '../errors.js';
import { openStore } from '../open-store.js';
import { newTrial, SHA256 } from './records.js';

/**
 * A process that runs trials of a study (`a` unless named last) as a search does: `study-worker.ts URL run [STUDY]` holds the lease, takes up what is queued and goes on until
 * it is killed; `study-worker.ts FILE COUNT` creates the study if need be, prints
 * `ready`, and after a line of input runs as many trials beside others. Prints the number of each trial after it is finished.
 */
const [file = '', mode = '', study = 'a'] = process.argv.slice(2);
const store = await openStore(file);

async function runTrial(id: number): Promise<void> {
  const trial = await store.startTrial(id);
  for (let epoch = 1; epoch <= 3; epoch += 1) await store.reportMetrics(trial, [{ epoch, name: 'accuracy', value: epoch / 10 }]);
  const artifacts = [{ kind: 'weights', path: `${trial.number}.bin`, sha256: SHA256, bytes: trial.number }];
  await store.finishTrial(trial, { state: 'complete', accuracy: 0.3, artifacts });
  process.stdout.write(`${trial.number}\n`);
}

if (mode === 'run') {
  await store.acquireRunner(study, { pid: process.pid, host: hostname() });
  await store.requeueRunning(study, { maxAttempts: 1000 });
  for (const { id } of await store.trials(study, { states: ['queued'] })) await runTrial(id);
  for (let next = 0; ; next += 1)
    await runTrial(
      (await store.createTrial(study, newTrial({ samplerState: next, samplerRecords: [{ index: next, record: { next } }] }))).id,
    );
} else {
  await store.createStudy({ name: study, spec: null }).catch((error) => {
    if (!(error instanceof StudyExistsError)) throw error;
  });
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  for (let left = Number(mode); left > 0; left -= 1) await runTrial((await store.createTrial(study, newTrial())).id);
  await store.close();
  process.stdin.destroy();
}
