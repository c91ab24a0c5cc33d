import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ResultsStore, writeStudyCsv, writeStudyLines } from '@isoflop/results-store';
import { Command, Option } from 'commander';
import { UsageError } from '../../exit.js';
import type { Io } from '../../io.js';
import { DEFAULT_STORE } from '../../options.js';
import { withStore } from '../../store.js';

type Format = 'jsonl' | 'csv';

/** `isoflop store export STUDY`: a study as a file, or on stdout. */
export function exportStudyVerb(io: Io): Command {
  return new Command('export')
    .description('a study as JSON lines (everything) or CSV (the table of trials)')
    .argument('<study>')
    .addOption(new Option('--format <format>').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'where to; stdout unless given')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout; needs --out')
    .action((study: string, options: { format: Format; out?: string; store: string; json?: boolean }) =>
      withStore(options.store, async (store) => {
        if (options.json && options.out === undefined)
          throw new UsageError('--json: stdout holds one document, got the study as well; give --out FILE');
        await store.study(study);
        const text = Readable.from(textOf(store, study, options.format));
        if (options.out === undefined) return pipeline(text, process.stdout, { end: false });
        await pipeline(text, createWriteStream(options.out));
        io.answer({ study, format: options.format, file: options.out });
        io.show(`${study} is in ${options.out}`);
      }),
    );
}

async function* textOf(store: ResultsStore, study: string, format: Format): AsyncGenerator<string> {
  if (format === 'csv') yield* writeStudyCsv(store, study);
  else for await (const line of writeStudyLines(store, study)) yield `${line}\n`;
}
