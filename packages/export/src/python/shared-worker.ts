import { PythonWorker } from './worker.js';

const workers = new Map<string, Promise<PythonWorker | undefined>>();

/** The one worker of a program, started when it is first asked for; undefined where no Python here has what it needs. */
export function sharedWorker(program: string): Promise<PythonWorker | undefined> {
  const opening = workers.get(program) ?? PythonWorker.open(program);
  workers.set(program, opening);
  return opening;
}
