import type { Architecture } from '@isoflop/blocks';
import {
  nominalCost,
  ROUNDINGS,
  type RoundingLedger,
  type RoundingName,
  roundingLedger,
  type ScaleFactors,
  scalerOf,
  snapOffers,
} from '@isoflop/scaling';
import { useDeferredValue, useMemo } from 'react';
import { formatCount } from '../format/numbers.js';
import { PlotCard } from '../plots/plot-card.js';
import { DIMENSIONS } from './fit-answer.js';

interface MicroscopeProps {
  readonly study: string;
  readonly base: Architecture;
  readonly rounding: RoundingName;
  readonly factors: ScaleFactors;
  readonly onFactors: (factors: ScaleFactors) => void;
}

/** What a ledger's sums are made of, in the order they are stacked. */
const PIECES = [
  ['nominal', 'by the formula', (part: Total) => part.nominalMacs],
  ['formula', 'what the formula leaves out', (part: Total) => part.formulaMacs],
  ['channels', 'channels to multiples of 8', (part: Total) => part.rounding.channels],
  ['tenPercent', 'the 10 % rule', (part: Total) => part.rounding.tenPercent],
  ['repeats', 'repeats to whole numbers', (part: Total) => part.rounding.repeats],
  ['pixels', 'whole pixels, odd strides', (part: Total) => part.rounding.pixels],
] as const;
type Total = RoundingLedger['total'];

/** Where the multiply-adds of a scaled network come from, part by part and rule by rule, and what nearby sizes would save. */
export function Microscope({ study, base, rounding, factors, onFactors }: MicroscopeProps) {
  const shown = useDeferredValue(factors);
  const rule = ROUNDINGS[rounding];
  const ledger = useMemo(() => roundingLedger(base, shown, rule), [base, shown, rule]);
  const offers = useMemo(() => snapOffers(base, shown, scalerOf(rule)), [base, shown, rule]);
  const nominal = nominalCost(shown);
  const { total } = ledger;
  const baseMacs = total.nominalMacs / nominal;
  const most = Math.max(...ledger.parts.map((part) => Math.max(part.macs, part.nominalMacs)));
  const signed = (macs: number) => (Math.abs(macs) < 0.5 ? '0' : `${macs > 0 ? '+' : '−'}${formatCount(Math.abs(macs))}`);
  return (
    <PlotCard
      title="Rounding microscope"
      study={study}
      data={() => ({
        columns: ['part', 'block', 'channels', 'repeats', ...PIECES.map(([key]) => key), 'macs'],
        rows: ledger.parts.map((part) => [
          part.path,
          part.kind,
          part.channels?.rounded ?? null,
          part.repeats.rounded,
          ...PIECES.map(([, , of]) => of(part)),
          part.macs,
        ]),
      })}
    >
      <div className="sliders">
        {DIMENSIONS.map((axis) => (
          <label key={axis}>
            <span>
              {axis} {shown[axis].toFixed(3)}
              {axis === 'resolution' && ` (${Math.round(base.input.height * shown.resolution)} px)`}
            </span>
            <input
              type="range"
              min={0.5}
              max={3}
              step={0.005}
              value={factors[axis]}
              onChange={({ target }) => onFactors({ ...factors, [axis]: target.valueAsNumber })}
            />
          </label>
        ))}
      </div>
      <p className="difference" role="status">
        Nominal {nominal.toFixed(3)}x, real <strong>{(total.macs / baseMacs).toFixed(3)}x</strong> of {formatCount(baseMacs)} MACs:{' '}
        {formatCount(total.macs)}.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label="Multiply-adds by part and rule">
        <table>
          <thead>
            <tr>
              {['Part', 'Channels', 'Repeats', 'Share', ...PIECES.map(([, title]) => title), 'Counted'].map((name, i) => (
                <th key={name} scope="col" className={`plain ${i > 3 ? 'numeric' : ''}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ledger.parts.map((part) => (
              <tr key={part.path} className="plain">
                <th scope="row" className="plain">
                  {part.path} <span className="soft">{part.kind}</span>
                </th>
                <td>{channelsText(part.channels)}</td>
                <td>
                  {part.repeats.scaled === part.repeats.rounded
                    ? part.repeats.rounded
                    : `${Number(part.repeats.scaled.toFixed(2))} to ${part.repeats.rounded}`}
                </td>
                <td>
                  <svg width={120} height={12} role="img" aria-label={`${((100 * part.macs) / total.macs).toFixed(1)} %`}>
                    <rect className="bar-nominal" width={(120 * part.nominalMacs) / most} height={12} />
                    <rect className="bar-real" width={(120 * part.macs) / most} y={3} height={6} />
                  </svg>
                </td>
                {PIECES.map(([key, , of], i) => (
                  <td key={key} className="numeric">
                    {i === 0 ? formatCount(of(part)) : signed(of(part))}
                  </td>
                ))}
                <td className="numeric">{formatCount(part.macs)}</td>
              </tr>
            ))}
            <tr className="plain total">
              <th scope="row" className="plain">
                all
              </th>
              <td colSpan={3} />
              {PIECES.map(([key, , of], i) => (
                <td key={key} className="numeric">
                  {i === 0 ? formatCount(of(total)) : signed(of(total))}
                </td>
              ))}
              <td className="numeric">{formatCount(total.macs)}</td>
            </tr>
          </tbody>
        </table>
      </section>
      <h4>Nearby sizes</h4>
      <ul className="snaps">
        {offers.map(({ axis, factor, saved, reason, pixels }) => (
          <li key={`${axis}${factor}`}>
            <button type="button" className="plain-button" onClick={() => onFactors({ ...factors, [axis]: factor })}>
              {axis} {Number(factor.toFixed(3))}
              {axis === 'resolution' && ` (${pixels} px)`}
            </button>{' '}
            {saved >= 0 ? `saves ${(saved * 100).toFixed(1)} %` : `costs ${(-saved * 100).toFixed(1)} % more`}; {reason}
          </li>
        ))}
      </ul>
    </PlotCard>
  );
}

function channelsText(channels: { readonly scaled: number; readonly rounded: number } | undefined): string {
  if (channels === undefined) return '–';
  const scaled = Number(channels.scaled.toFixed(1));
  return scaled === channels.rounded ? String(scaled) : `${scaled} to ${channels.rounded}`;
}
