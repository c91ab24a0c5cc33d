import { createReadStream, existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore, type ResultsStore, readOptunaStudy, readStudyCsv, readStudyLines } from '@isoflop/results-store';
import { Command, Option } from 'commander';
import { UsageError } from '../../exit.js';
import type { Io } from '../../io.js';
import { DEFAULT_STORE, wholeNumber } from '../../options.js';

interface Options {
  readonly format?: 'jsonl' | 'csv' | 'optuna';
  readonly name?: string;
  readonly study?: string;
  readonly accuracy?: number;
  readonly macs?: number;
  readonly store: string;
}

const FORMATS = { '.jsonl': 'jsonl', '.csv': 'csv', '.db': 'optuna', '.sqlite': 'optuna', '.sqlite3': 'optuna' } as const;

/** `isoflop store import FILE`: a study that was exported, or one of Optuna. */
export function importStudyVerb(io: Io): Command {
  return new Command('import')
    .description('a study from JSON lines, CSV or an SQLite storage of Optuna')
    .argument('<file>')
    .addOption(new Option('--format <format>', 'by the ending of the file unless given').choices(['jsonl', 'csv', 'optuna']))
    .option('--name <study>', 'in place of the name it had')
    .option('--study <name>', 'which study of an Optuna storage')
    .option('--accuracy <objective>', 'objective of an Optuna study, from 0, that is the accuracy', wholeNumber(0))
    .option('--macs <objective>', 'objective of an Optuna study, from 0, that is the multiply-adds', wholeNumber(0))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options: Options) => {
      if (!existsSync(file))
        throw new UsageError(`${file}: there is no such file; give what isoflop store export wrote, or a storage of Optuna`);
      const store = await openStore(options.store);
      try {
        const study = await read(store, file, options);
        const { length: trials } = await store.trials(study);
        io.answer({ study, trials, store: store.url });
        io.show(`study "${study}" with ${trials} trials is in ${store.url}`);
      } finally {
        await store.close();
      }
    });
}

function read(store: ResultsStore, file: string, { format = formatOf(file), ...options }: Options): Promise<string> {
  const named = { source: file, ...(options.name !== undefined && { name: options.name }) };
  switch (format) {
    case 'jsonl':
      return readStudyLines(store, createInterface({ input: createReadStream(file) }), named);
    case 'csv':
      return readStudyCsv(store, createReadStream(file, 'utf8'), { source: file, name: options.name ?? basename(file, extname(file)) });
    case 'optuna':
      return readOptunaStudy(store, file, { ...options, now: Date.now });
  }
}

function formatOf(file: string): NonNullable<Options['format']> {
  const format = FORMATS[extname(file).toLowerCase() as keyof typeof FORMATS];
  if (format === undefined)
    throw new UsageError(`${file}: its format is told by .jsonl, .csv or .db, got "${extname(file)}"; give --format`);
  return format;
}
