import type { Architecture } from '@isoflop/blocks';
import { useMemo } from 'react';
import { formatCount } from '../format/numbers.js';
import { type Part, partsOf, settingsText } from './parts.js';

interface ArchitectureDiffProps {
  readonly names: readonly [string, string];
  readonly a: Architecture;
  readonly b: Architecture;
}

/** Two networks part by part; what differs stands out in words as well as in colour. */
export function ArchitectureDiff({ names, a, b }: ArchitectureDiffProps) {
  const rows = useMemo(() => pairs(partsOf(a), partsOf(b)), [a, b]);
  const changed = rows.filter(([one, other]) => textOf(one) !== textOf(other)).length;
  const total = (side: 0 | 1) => rows.reduce((sum, row) => sum + (row[side]?.macs ?? 0), 0);
  const ratio = total(1) / (total(0) || 1);
  return (
    <section className="card" aria-labelledby="diff-title">
      <h3 id="diff-title">
        {names[0]} against {names[1]}
      </h3>
      <p className="hint fine">
        {changed === 0 ? 'No part differs' : `${changed} of ${rows.length} parts differ`}; input {a.input.height}×{a.input.width} and{' '}
        {b.input.height}×{b.input.width}; {names[1]} has{' '}
        {ratio >= 1 ? `${((ratio - 1) * 100).toFixed(1)} % more` : `${((1 - ratio) * 100).toFixed(1)} % fewer`} MACs.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label="Differences">
        <table>
          <thead>
            <tr>
              {['Part', ...names, 'MACs'].map((name) => (
                <th key={name} scope="col" className="plain">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([one, other]) => {
              const differs = textOf(one) !== textOf(other);
              const path = one?.path ?? other?.path ?? '';
              return (
                <tr key={path} className={`plain ${differs ? 'differs' : ''}`}>
                  <th scope="row" className="plain">
                    {path}
                    {differs && <span className="unseen"> differs</span>}
                  </th>
                  <td>{textOf(one)}</td>
                  <td>{differs ? textOf(other) : <span className="soft">the same</span>}</td>
                  <td className="numeric">
                    {formatCount(one?.macs ?? 0)} / {formatCount(other?.macs ?? 0)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function pairs(a: readonly Part[], b: readonly Part[]): (readonly [Part | undefined, Part | undefined])[] {
  const paths = [...new Set([...a, ...b].map(({ path }) => path))];
  const place = (path: string) => ['stem', 'stages', 'head'].indexOf(path.split('/')[0] ?? '') * 10_000 + Number(path.split('/')[1]);
  return paths
    .sort((x, y) => place(x) - place(y))
    .map((path) => [a.find((part) => part.path === path), b.find((part) => part.path === path)] as const);
}

function textOf(part: Part | undefined): string {
  if (part === undefined) return 'none';
  const channels = 'channels' in part.settings ? ` of ${part.settings.channels}` : '';
  return `${part.repeats} × ${part.kind}${channels}, ${settingsText(part.settings)}; ${part.output.join('×')}`;
}
