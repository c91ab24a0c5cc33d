import { Command, CommanderError } from 'commander';
import { EXIT, exitCodeOf } from './exit.js';
import { processIo } from './io.js';
import { costVerb } from './verbs/cost.js';
import { dashboardVerb } from './verbs/dashboard.js';
import { deleteVerb } from './verbs/delete.js';
import { doctorVerb } from './verbs/doctor.js';
import { enqueueVerb } from './verbs/enqueue.js';
import { exportVerb } from './verbs/export.js';
import { fitVerb } from './verbs/fit.js';
import { forkVerb } from './verbs/fork.js';
import { paretoVerb } from './verbs/pareto.js';
import { provisionVerb } from './verbs/provision.js';
import { requestVerb } from './verbs/request.js';
import { rerunVerb } from './verbs/rerun.js';
import { resumeVerb } from './verbs/resume.js';
import { scaleVerb } from './verbs/scale.js';
import { schemaVerb } from './verbs/schema.js';
import { scoresVerb } from './verbs/scores.js';
import { searchVerb } from './verbs/search.js';
import { showVerb } from './verbs/show.js';
import { spaceVerb } from './verbs/space.js';
import { storeVerb } from './verbs/store.js';
import { studiesVerb } from './verbs/studies.js';
import { trainVerb } from './verbs/train.js';
import { trialsVerb } from './verbs/trials.js';
import { workerVerb } from './verbs/worker.js';
import { zooVerb } from './verbs/zoo.js';
import { version } from './version.js';

/** Every verb there is; a new one is a file of its own and a line here. */
const verbs = [
  searchVerb,
  workerVerb,
  requestVerb('pause'),
  requestVerb('stop'),
  requestVerb('cancel'),
  resumeVerb,
  enqueueVerb,
  rerunVerb,
  forkVerb,
  deleteVerb,
  studiesVerb,
  trialsVerb,
  showVerb,
  paretoVerb,
  scoresVerb,
  costVerb,
  zooVerb,
  spaceVerb,
  schemaVerb,
  scaleVerb,
  fitVerb,
  exportVerb,
  trainVerb,
  dashboardVerb,
  doctorVerb,
  provisionVerb,
  storeVerb,
];

async function main(): Promise<void> {
  const program = new Command('isoflop')
    .description(
      'Neural architecture search and model scaling: finds the depth, width, resolution and blocks to spend a compute budget on.',
    )
    .version(version)
    .showHelpAfterError('(isoflop VERB --help shows what a verb takes)')
    .exitOverride();
  const io = processIo(process.argv.includes('--json'));
  for (const verb of verbs) program.addCommand(verb(io).exitOverride());
  await program.parseAsync();
}

// What runs a verb as a part of itself has opened a channel to it; the verb ends with that, and is not kept from its own end.
process.once('disconnect', () => process.exit(EXIT.failed));
process.channel?.unref();

try {
  await main();
} catch (error) {
  // Commander has printed its own line, and its code is 0 for --help and --version.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  else {
    process.exitCode = exitCodeOf(error);
    const text = error instanceof Error ? (process.exitCode === EXIT.failed ? error.stack : error.message) : String(error);
    process.stderr.write(`isoflop: ${text}\n`);
  }
}
