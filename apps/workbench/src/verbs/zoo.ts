import { costOf, zooEntries } from '@isoflop/blocks';
import { Command } from 'commander';
import { table } from '../format.js';
import type { Io } from '../io.js';

/** `isoflop zoo`: the published networks it knows. */
export function zooVerb(io: Io): Command {
  return new Command('zoo')
    .description('the published networks that isoflop knows')
    .option('--json', 'one JSON document on stdout')
    .action(() => {
      const rows = zooEntries.map((entry) => {
        const { params, macs } = costOf(entry.build({}));
        return { name: entry.name, family: entry.family, params, macs, resolution: entry.resolution, source: entry.source };
      });
      io.answer(rows);
      io.show(
        table(
          ['name', 'params', 'MACs', 'resolution', 'source'],
          rows.map((row) => [row.name, row.params.toLocaleString('en'), row.macs.toLocaleString('en'), row.resolution, row.source]),
        ),
      );
    });
}
