import { experimentJsonSchema } from '@isoflop/search-space';
import { Command } from 'commander';

/** `isoflop schema`: what editors check experiment files by. */
export function schemaVerb(): Command {
  return new Command('schema')
    .description('the JSON schema of experiment files, for completion and checks in an editor')
    .option('--json', 'one JSON document on stdout, which it is anyway')
    .action(() => void process.stdout.write(`${JSON.stringify(experimentJsonSchema(), null, 2)}\n`));
}
