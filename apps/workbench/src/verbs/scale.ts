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
import { artifactsOption, DEFAULT_STORE, positiveNumber, quantity } from '../options.js';
import { type Explanation, showExplanation, showForensics } from '../report/explain.js';
import { nameOf, showFamily } from '../report/scale.js';
import { familyOf, type MemberDocument } from '../scale-family.js';
import { type MemberOptions, membersOf } from '../scale-members.js';
import { type MatchOption, matchOption, phiList, quantityList } from '../scale-options.js';
import { searchTriples } from '../search-triples.js';

interface ScaleOptions extends MemberOptions {
  match?: MatchOption;
  target?: number;
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
      'move one factor until macs, params or activations are what was meant, such as macs or macs=0.5%',
      matchOption,
    )
    .option('--target <count>', 'what --match aims at, in place of the nominal cost', quantity)
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
      const settings = options.match && { ...options.match, solveFor: options.solve, target: options.target };
      const family = familyOf(base, request, settings);
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
      });
      showFamily(io, family);
      for (const member of explained) {
        if ('explain' in member) showExplanation(io, nameOf(member), member.explain);
      }
      if (forensics) showForensics(io, forensics);
    });
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
