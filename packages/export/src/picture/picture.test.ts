import { costOf, lower, zoo, zooEntries } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { drawDot } from './dot.js';
import { shortCount, stageRows } from './rows.js';
import { drawSvg } from './svg.js';

describe.each(zooEntries.filter((_, index) => index % 7 === 0).map(({ name }) => name))('%s', (name) => {
  const network = zoo(name);
  const graph = lower(network);
  const rows = stageRows(network, graph);

  it('has a row per entry, and the rows add up to the whole', () => {
    expect(rows).toHaveLength(network.stem.length + network.stages.length + network.head.length);
    const { params, macs } = costOf(network);
    expect(rows.reduce((sum, row) => sum + row.params, 0)).toBe(params);
    expect(rows.reduce((sum, row) => sum + row.macs, 0)).toBe(macs);
    expect(rows.at(-1)?.output).toEqual(graph.nodes.at(-1)?.output);
  });

  it('is drawn with a box and a shape per row', () => {
    const svg = drawSvg(network, graph);
    expect(svg.match(/rx="5"/g)).toHaveLength(rows.length);
    for (const { output } of rows) expect(svg).toContain(`>${output.join('×')}<`);
    expect(svg).not.toMatch(/NaN|undefined|&(?!amp;|lt;|gt;)/);
  });

  it('has a node per op and an edge per input in its digraph', () => {
    const dot = drawDot(network, graph);
    expect(dot.match(/^ +n\d+ \[label=/gm)).toHaveLength(graph.nodes.length);
    expect(dot.match(/ -> /g)).toHaveLength(graph.nodes.reduce((sum, { inputs }) => sum + inputs.length, 0));
    expect(dot.match(/subgraph/g)?.length ?? 0).toBeGreaterThanOrEqual(network.stages.length);
  });
});

it.each([
  [0, '0'],
  [999, '999'],
  [1448, '1.45k'],
  [385_814_752, '386M'],
  [2.5e9, '2.5G'],
])('shortens %i to %s', (count, text) => expect(shortCount(count)).toBe(text));
