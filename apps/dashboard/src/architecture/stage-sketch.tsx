import type { Architecture } from '@isoflop/blocks';

interface StageSketchProps {
  readonly architecture: Architecture;
  readonly width?: number;
  readonly height?: number;
}

/** A network at a glance: one bar per block, as tall as its channels (by square root), closer together within a stage. */
export function StageSketch({ architecture, width = 220, height = 56 }: StageSketchProps) {
  const blocks = [
    ...architecture.stem.map((block) => ({ group: 0, channels: channelsOf(block) })),
    ...architecture.stages.flatMap(({ repeats, block }, stage) =>
      Array.from({ length: repeats }, () => ({ group: stage + 1, channels: channelsOf(block) })),
    ),
    ...architecture.head.map((block) => ({ group: architecture.stages.length + 1, channels: channelsOf(block) })),
  ].filter((block): block is { group: number; channels: number } => block.channels !== undefined);
  const most = Math.sqrt(Math.max(1, ...blocks.map(({ channels }) => channels)));
  const groups = new Set(blocks.map(({ group }) => group)).size;
  const gap = Math.min(5, width / (3 * Math.max(1, groups)));
  const bar = Math.max(0.5, Math.min(10, (width - gap * (groups - 1)) / Math.max(1, blocks.length)));
  let at = 0;
  let before = blocks[0]?.group;
  return (
    <svg
      className="stage-sketch"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={describe(architecture)}
    >
      {blocks.map(({ group, channels }, index) => {
        if (group !== before) at += gap;
        before = group;
        const tall = Math.max(2, (Math.sqrt(channels) / most) * height);
        const x = at;
        at += bar;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no name but their place
            key={index}
            className={`stage-bar stage-${group % 2}`}
            x={x}
            y={(height - tall) / 2}
            width={Math.max(0.5, bar - 1)}
            height={tall}
          />
        );
      })}
    </svg>
  );
}

function channelsOf(block: Architecture['stem'][number]): number | undefined {
  return 'channels' in block && typeof block.channels === 'number' ? block.channels : undefined;
}

function describe({ input, stages }: Architecture): string {
  const parts = stages.map(({ repeats, block }) => `${repeats} × ${block.kind}${'channels' in block ? ` of ${block.channels}` : ''}`);
  return `${input.height} × ${input.width} pixels; stages: ${parts.join(', ')}`;
}
