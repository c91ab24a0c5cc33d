import { formatQuantity } from '@isoflop/search-space';
import { table } from '../format.js';
import type { Io } from '../io.js';
import type { MemberDocument } from '../scale-family.js';

/** A family as a table: what each member was meant to cost beside what it does, and what matching moved. */
export function showFamily(io: Io, family: readonly MemberDocument[]): void {
  const matched = family.some((member) => member.match !== undefined);
  const first = family.some(({ label }) => label !== undefined)
    ? 'member'
    : family.some(({ budget }) => budget !== undefined)
      ? 'budget'
      : 'phi';
  io.show(
    table(
      [
        first,
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
        member.label ?? member.phi ?? (member.budget === undefined ? '-' : formatQuantity(member.budget)),
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
  for (const member of family) {
    if (member.match?.latency !== undefined) io.show(`${nameOf(member)}: ${latencyText(member.match)}`);
    if (member.match?.note !== undefined) io.show(`${nameOf(member)}: ${member.match.note}`);
  }
}

/** What tells a member from the others of its family. */
export function nameOf({ label, phi, budget }: MemberDocument): string {
  if (label !== undefined) return label;
  if (phi !== undefined) return `phi ${phi}`;
  return budget === undefined ? 'the network' : `budget ${formatQuantity(budget)}`;
}

function matchCells({ match }: MemberDocument): string[] {
  if (match === undefined) return [];
  return [costText(match, match.target), `${(100 * match.gap).toFixed(2)} %${match.withinTolerance ? '' : ' (!)'}`, match.solvedFor];
}

type Matched = NonNullable<MemberDocument['match']>;

function costText({ metric }: Matched, cost: number): string {
  return metric === 'latency' ? `${cost.toFixed(2)} ms` : formatQuantity(Math.round(cost));
}

/** What was measured of a network, and of those that it was found between. */
function latencyText(match: Matched): string {
  const { medianMs, p95Ms, runs } = match.latency!;
  const sides = [
    match.below !== undefined && `${costText(match, match.below)} below`,
    match.above !== undefined && `${costText(match, match.above)} above`,
  ].filter((side) => side !== false);
  return `${medianMs.toFixed(2)} ms for one image (median of ${runs}, 95 % under ${p95Ms.toFixed(2)} ms); nearest measured on each side: ${sides.join(', ')}`;
}
