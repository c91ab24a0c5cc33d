import { formatQuantity } from '@isoflop/search-space';
import { table } from '../format.js';
import type { Io } from '../io.js';
import type { MemberDocument } from '../scale-family.js';

/** A family as a table: what each member was meant to cost beside what it does, and what matching moved. */
export function showFamily(io: Io, family: readonly MemberDocument[]): void {
  const matched = family.some((member) => member.match !== undefined);
  const isTable = family.some(({ label }) => label !== undefined);
  io.show(
    table(
      [
        isTable ? 'member' : 'phi',
        'depth',
        'width',
        'resolution',
        'nominal',
        'counted',
        'MACs',
        'params',
        'activations',
        ...(matched ? ['target', 'off by', 'solved for'] : []),
      ],
      family.map((member) => [
        member.label ?? member.phi ?? '-',
        member.depth.toFixed(3),
        member.width.toFixed(3),
        `${member.resolution.toFixed(3)} (${member.architecture.input.height} px)`,
        `${member.nominal.toFixed(3)}x`,
        `${member.real.factor.toFixed(3)}x`,
        formatQuantity(member.real.macs),
        formatQuantity(member.real.params),
        formatQuantity(member.real.activations),
        ...matchCells(member),
      ]),
    ),
  );
  for (const { phi, label, match } of family) {
    if (match?.note !== undefined) io.show(`${label ?? (phi === undefined ? 'it' : `phi ${phi}`)}: ${match.note}`);
  }
}

function matchCells({ match }: MemberDocument): string[] {
  if (match === undefined) return [];
  return [
    formatQuantity(Math.round(match.target)),
    `${(100 * match.gap).toFixed(2)} %${match.withinTolerance ? '' : ' (!)'}`,
    match.solvedFor,
  ];
}
