import { costOf, zooEntries } from '@isoflop/blocks';

type ZooRow = { name: string; family: string; params: number; macs: number; resolution: number; source: string };

/** Built once: that takes a second or two. */
let rows: readonly ZooRow[] | undefined;

/** The published networks with their exact cost. */
export function zooRows(): ZooRow[] {
  rows ??= zooEntries.map((entry) => {
    const { params, macs } = costOf(entry.build({}));
    return { name: entry.name, family: entry.family, params, macs, resolution: entry.resolution, source: entry.source };
  });
  return [...rows];
}
