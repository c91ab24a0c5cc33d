import type { Architecture } from '@isoflop/blocks';
import { useMemo } from 'react';
import { formatCount } from '../format/numbers.js';
import { PlotCard } from '../plots/plot-card.js';
import { type Part, partsOf, settingsText } from './parts.js';

interface StageTableProps {
  readonly study: string;
  readonly title: string;
  readonly architecture: Architecture;
}

/** A network part by part: what it does, which shapes go in and out, and its share of the multiply-adds. */
export function StageTable({ study, title, architecture }: StageTableProps) {
  const parts = useMemo(() => partsOf(architecture), [architecture]);
  const total = (field: 'macs' | 'params') => parts.reduce((sum, part) => sum + part[field], 0) || 1;
  const [macs, params] = [total('macs'), total('params')];
  return (
    <PlotCard
      title={title}
      study={study}
      data={() => ({
        columns: ['part', 'block', 'repeats', 'settings', 'input', 'output', 'params', 'macs', 'macsShare'],
        rows: parts.map((part) => [
          part.path,
          part.kind,
          part.repeats,
          settingsText(part.settings),
          part.input.join('×'),
          part.output.join('×'),
          part.params,
          part.macs,
          part.macs / macs,
        ]),
      })}
    >
      <StageStrip parts={parts} macs={macs} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label={`Parts of ${title}`}>
        <table>
          <thead>
            <tr>
              {['Part', 'Block', 'Repeats', 'In', 'Out', 'Parameters', 'MACs', 'Share of MACs'].map((name, i) => (
                <th key={name} scope="col" className={`plain ${i >= 5 ? 'numeric' : ''}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.path} className="plain">
                <th scope="row" className="plain">
                  {part.path}
                </th>
                <td className="wraps">
                  {part.kind} <span className="soft">{settingsText(part.settings)}</span>
                </td>
                <td>{part.repeats}</td>
                <td>{part.input.join('×')}</td>
                <td>{part.output.join('×')}</td>
                <td className="numeric">{formatCount(part.params)}</td>
                <td className="numeric">{formatCount(part.macs)}</td>
                <td className="numeric">
                  <meter aria-label={`Share of ${part.path}`} value={part.macs / macs} /> {((100 * part.macs) / macs).toFixed(1)} %
                </td>
              </tr>
            ))}
            <tr className="plain total">
              <th scope="row" className="plain">
                all
              </th>
              <td colSpan={4} />
              <td className="numeric">{formatCount(params)}</td>
              <td className="numeric">{formatCount(macs)}</td>
              <td className="numeric">100 %</td>
            </tr>
          </tbody>
        </table>
      </section>
    </PlotCard>
  );
}

const STRIP = { width: 1000, height: 92 };

/** Parts side by side: as wide as their share of the multiply-adds, as tall as the image is there. */
function StageStrip({ parts, macs }: { readonly parts: readonly Part[]; readonly macs: number }) {
  const gap = 3;
  const room = STRIP.width - gap * (parts.length - 1);
  const least = 10;
  const spare = room - least * parts.length;
  const tallest = Math.max(1, ...parts.map(({ input }) => input[0] ?? 1));
  let x = 0;
  return (
    <div className="plot">
      <svg
        className="stage-strip"
        viewBox={`0 0 ${STRIP.width} ${STRIP.height + 16}`}
        role="img"
        aria-label={parts.map((part) => `${part.path} ${((100 * part.macs) / macs).toFixed(0)} %`).join(', ')}
      >
        {parts.map((part, index) => {
          const width = least + (spare * part.macs) / macs;
          const height = Math.max(8, STRIP.height * Math.sqrt((part.output[0] ?? 1) / tallest));
          const left = x;
          x += width + gap;
          return (
            <g key={part.path} transform={`translate(${left},0)`}>
              <title>{`${part.path}: ${part.repeats} × ${part.kind}, ${part.output.join('×')}, ${((100 * part.macs) / macs).toFixed(1)} % of the MACs`}</title>
              <rect className={`stage-bar stage-${index % 2}`} y={STRIP.height - height} width={width} height={height} rx={2} />
              {width > 46 && (
                <text x={width / 2} y={STRIP.height + 13} textAnchor="middle">
                  {part.path}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
