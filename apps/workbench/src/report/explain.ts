import type { Cliff, PartLedger, PhiForensics, RoundingLedger, Snap } from '@isoflop/scaling';
import { formatQuantity } from '@isoflop/search-space';
import { table } from '../format.js';
import type { Io } from '../io.js';

/** Why one scaled network costs what it does, what lies near, and where to snap to. */
export interface Explanation {
  readonly ledger: RoundingLedger;
  readonly cliffs: readonly Cliff[];
  readonly snaps: readonly Snap[];
}

/** Cliffs shown to people; `--json` has them all. */
const CLIFFS_SHOWN = 6;

/** The rounding ledger of a member as a table, with the cliffs near it and offers to snap. */
export function showExplanation(io: Io, title: string, { ledger, cliffs, snaps }: Explanation): void {
  io.show(`\n${title}: MACs that each rule added, part by part`);
  io.show(
    table(
      ['part', 'block', 'channels', 'repeats', 'nominal', 'formula', 'x8', '10 % rule', 'repeats', 'pixels', 'counted'],
      [
        ...ledger.parts.map((part) => [part.path, part.kind, channels(part), repeats(part), ...amounts(part)]),
        ['total', '', '', '', ...amounts(ledger.total)],
      ],
    ),
  );
  for (const { axis, before, pixels, macs, jump } of cliffs.slice(0, CLIFFS_SHOWN)) {
    const place = axis === 'resolution' ? `${pixels[0]} to ${pixels[1]} px` : `the next step of ${axis}, at ${before.toFixed(4)},`;
    io.show(`cliff: ${place} costs ${share(jump)} more (${formatQuantity(macs[0])} to ${formatQuantity(macs[1])})`);
  }
  for (const { axis, factor, saved, reason } of snaps) {
    io.show(
      `snap: ${axis} ${Number(factor.toFixed(4))} ${saved >= 0 ? `saves ${share(saved)}` : `costs ${share(-saved)} more`}: ${reason}`,
    );
  }
}

/** What a table of factors says about phi: the value that each dimension implies, and the range that rounds to the same whole numbers. */
export function showForensics(io: Io, rows: readonly PhiForensics[]): void {
  io.show('\nphi that each dimension implies, and all phi that round to the same repeats, channels or pixels:');
  io.show(
    table(
      ['member', 'by depth', 'by width', 'by resolution', 'by cost', 'nominal', 'counted', 'one phi'],
      rows.map(({ name, implied, costPhi, nominal, real, isOnePhi }) => [
        name,
        ...[implied.depth, implied.width, implied.resolution].map(
          ({ phi, range }) => `${phi.toFixed(2)} [${range?.map((end) => end.toFixed(2)).join(', ') ?? 'none'}]`,
        ),
        costPhi.toFixed(2),
        `${nominal.toFixed(2)}x`,
        `${real.toFixed(2)}x`,
        isOnePhi ? 'yes' : 'no',
      ]),
    ),
  );
  const none = rows.filter(({ isOnePhi }) => !isOnePhi).map(({ name }) => name);
  if (none.length > 0) io.show(`no single phi makes ${none.join(', ')}: the ranges of a row have no value in common`);
}

function amounts({
  nominalMacs,
  formulaMacs,
  rounding,
  macs,
}: Pick<PartLedger, 'nominalMacs' | 'formulaMacs' | 'rounding' | 'macs'>): string[] {
  const { channels: eight, tenPercent, repeats: deep, pixels } = rounding;
  return [millions(nominalMacs), ...[formulaMacs, eight, tenPercent, deep, pixels].map(signed), millions(macs)];
}

function channels({ channels: count }: PartLedger): string {
  return count === undefined ? '-' : `${count.base} > ${Number(count.scaled.toFixed(1))} > ${count.rounded}`;
}

function repeats({ repeats: count }: PartLedger): string {
  return `${count.base} > ${Number(count.scaled.toFixed(2))} > ${count.rounded}`;
}

function millions(macs: number): string {
  return `${(macs / 1e6).toFixed(1)}M`;
}

function signed(macs: number): string {
  return Math.abs(macs) < 5e4 ? '0' : `${macs > 0 ? '+' : ''}${millions(macs)}`;
}

function share(of: number): string {
  return `${(100 * of).toFixed(1)} %`;
}
