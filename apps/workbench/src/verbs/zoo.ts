import { Command } from 'commander';
import { table } from '../format.js';
import type { Io } from '../io.js';
import { zooRows } from '../zoo-rows.js';

/** `isoflop zoo`: the published networks it knows. */
export function zooVerb(io: Io): Command {
  return new Command('zoo')
    .description('the published networks that isoflop knows')
    .option('--json', 'one JSON document on stdout')
    .action(() => {
      const rows = zooRows();
      io.answer(rows);
      io.show(
        table(
          ['name', 'params', 'MACs', 'resolution', 'source'],
          rows.map((row) => [row.name, row.params.toLocaleString('en'), row.macs.toLocaleString('en'), row.resolution, row.source]),
        ),
      );
    });
}
