import { type Architecture, costOf } from '@isoflop/blocks';
import {
  type Axis,
  type Construction,
  cliffsNear,
  EFFICIENTNET_COEFFICIENTS,
  familyTables,
  phiForensics,
  ROUNDINGS,
  roundingLedger,
  rowsOf,
  scalingRules,
  snapOffers,
} from '@isoflop/scaling';
import { Command, Option } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { UsageError } from '../exit.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE, positiveNumber } from '../options.js';
import { type Explanation, showExplanation, showForensics } from '../report/explain.js';
import { nameOf, showFamily } from '../report/scale.js';
import { familyOf, type MemberDocument } from '../scale-family.js';
import { latencyFamily } from '../scale-latency.js';
import { type FamilyRequest, type MemberOptions, membersOf } from '../scale-members.js';
import { type MatchOption, type MatchTarget, matchOption, matchTarget, phiList, quantityList } from '../scale-options.js';
import { searchTriples } from '../search-triples.js';

interface ScaleOptions extends MemberOptions {
  match?: MatchOption;
  target?: MatchTarget;
  solve: Axis | 'auto' | 'factor';
  explain?: boolean;
  forensics?: boolean;
  search?: string;
  store: string;
  artifacts?: string;
  resume: boolean;
  dryRun: boolean;
}

/** `isoflop scale FILE|NAME`: scaled networks, nominal and counted cost side by side. */
export function scaleVerb(io: Io): Command {
  const { alpha, beta, gamma } = EFFICIENTNET_COEFFICIENTS;
  return new Command('scale')
    .description('scaled networks, what they were meant to cost and what they do')
    .argument('<network>', 'a published network or an architecture file')
    .option('--rule <rule>', `${Object.keys(scalingRules).join(', ')}, or weights such as d1_w8_g8_r1`, 'compound')
    .option('--factor <times>', 'multiply-adds relative to the base, before rounding; below 1 scales down', positiveNumber)
    .option('--phi <list>', 'compound coefficients such as 1,2,3 or 1..7', phiList)
    .option('--budget <list>', 'the largest networks within so many counted multiply-adds, such as 500M or 1G,2G,4G', quantityList)
    .addOption(new Option('--table <name>', 'the members of a published table').choices(Object.keys(familyTables)))
    .option('--alpha <depth>', 'depth coefficient', positiveNumber, alpha)
    .option('--beta <width>', 'width coefficient', positiveNumber, beta)
    .option('--gamma <resolution>', 'resolution coefficient', positiveNumber, gamma)
    .addOption(new Option('--rounding <rules>', "whose rounding; the rule's own unless given").choices(Object.keys(ROUNDINGS)))
    .option(
      '--match <cost>',
      'move one factor until macs, params, activations or the latency on this machine are what was meant, such as macs or macs=0.5%',
      matchOption,
    )
    .option('--target <cost>', 'what --match aims at, in place of the nominal cost: 600M, or 5ms for latency', matchTarget)
    .addOption(
      new Option('--solve <factor>', 'what --match moves; factor is the rule itself, phi of a compound one')
        .choices(['auto', 'factor', 'resolution', 'width', 'depth'])
        .default('auto'),
    )
    .option('--explain', 'what each rounding rule added to every part, the cliffs near by, and where to snap to')
    .option('--forensics', 'with --table: the phi that each dimension of its rows implies')
    .option('--search <file>', 'step 1: train triples of equal real budget, as this file says, and find the best')
    .option('--store <url>', 'with --search: results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--resume', 'with --search: go on with the study of this name', false)
    .option('--dry-run', 'with --search: lay the candidates out, train nothing', false)
    .option('--json', 'one JSON document on stdout')
    .action(async (network: string, options: ScaleOptions) => {
      if (options.search !== undefined) return searchTriples(io, network, { ...options, file: options.search });
      const base = await readArchitecture(network);
      requireTogether(options);
      const request = membersOf(base, options);
      requireOneTarget(options, request.members.length);
      const { family, device } = await matchedFamily(io, base, request, options);
      const explained = family.map((member) =>
        options.explain ? { ...member, explain: explanationOf(base, member, request.construction) } : member,
      );
      const forensics = options.forensics ? forensicsOf(base, options) : undefined;
      io.answer({
        base: base.name,
        rule: options.table ?? options.rule,
        baseCost: { macs: costOf(base).macs },
        family: explained,
        forensics,
        device,
      });
      showFamily(io, family);
      for (const member of explained) {
        if ('explain' in member) showExplanation(io, nameOf(member), member.explain);
      }
      if (forensics) showForensics(io, forensics);
    });
}

/** The members, matched where that was asked for; `device` is what they were measured on. */
async function matchedFamily(io: Io, base: Architecture, request: FamilyRequest, { match, solve, target }: ScaleOptions) {
  if (match?.metric === 'latency') return latencyFamily(io, base, request, { ...match, solveFor: solve, targetMs: target?.value });
  const settings = match && { ...match, metric: match.metric, solveFor: solve, target: target?.value };
  return { family: familyOf(base, request, settings), device: undefined };
}

function requireOneTarget({ match, target }: ScaleOptions, members: number): void {
  if (match === undefined || target === undefined) return;
  if (members !== 1) throw new UsageError(`scale: --target is for one member, got ${members}; give one phi, or drop --target`);
  if (match.metric === 'latency' && target.unit !== 'ms') {
    throw new UsageError(`scale: --target of a latency must be a time, got ${target.value}; write ${target.value}ms`);
  }
  if (match.metric !== 'latency' && target.unit === 'ms') {
    throw new UsageError(`scale: --target of ${match.metric} must be a count, got ${target.value} ms; write 600M, or use --match latency`);
  }
}

function requireTogether({ target, match, forensics, table }: ScaleOptions): void {
  if (target !== undefined && match === undefined) {
    throw new UsageError('scale: --target belongs to --match, got no --match; add --match macs');
  }
  if (forensics && table === undefined) throw new UsageError('scale: --forensics belongs to --table, got none; add --table efficientnet');
}

function explanationOf(base: Architecture, member: MemberDocument, { build, rounding }: Construction): Explanation {
  if (rounding === undefined) {
    throw new UsageError(
      'scale: --explain is for rules that round part by part, got one that builds stages anew; use --rule compound or dwr',
    );
  }
  const { depth, width, resolution, groupWidth } = member;
  const factors = { depth, width, resolution, ...(groupWidth !== undefined && { groupWidth }) };
  return {
    ledger: roundingLedger(base, factors, rounding),
    cliffs: cliffsNear(base, factors, build),
    snaps: snapOffers(base, factors, build),
  };
}

/** Of the rows that differ from the base: a factor of 1 implies no phi. */
function forensicsOf(base: Architecture, { table: name, alpha, beta, gamma }: ScaleOptions) {
  const table = familyTables[name!];
  const rows = rowsOf(table).filter(({ width, depth, pixels }) => width !== 1 || depth !== 1 || pixels !== base.input.height);
  return phiForensics(rows, base, { alpha, beta, gamma }, ROUNDINGS[table.rounding]);
}
