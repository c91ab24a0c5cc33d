import { Decoration } from '../plots/decoration.js';

const CHARACTER_PIXELS = 6.6;
/** Lanes lower than this are named only where there is room. */
const LINE_PIXELS = 14;

interface LaneNamesProps {
  /** Of each lane, from the top. */
  readonly names: readonly string[];
  readonly top: number;
  readonly laneHeight: number;
  /** Where they end, in pixels. */
  readonly right: number;
}

/** Names of workers beside their lanes, once for neighbours of the same worker. */
export function LaneNames({ names, top, laneHeight, right }: LaneNamesProps) {
  let lowest = Number.NEGATIVE_INFINITY;
  const named = names.flatMap((name, lane) => {
    const y = top + (lane + 0.5) * laneHeight;
    if (name === names[lane - 1] || y - lowest < LINE_PIXELS) return [];
    lowest = y;
    return [{ name, y }];
  });
  return (
    <Decoration className="axes">
      {named.map(({ name, y }) => (
        <text key={y} x={right} y={y} dy="0.32em" textAnchor="end">
          {shortened(name, Math.floor(right / CHARACTER_PIXELS))}
        </text>
      ))}
    </Decoration>
  );
}

/** Room for the names: as much as they need, up to a third of the plot. */
export function marginOf(names: readonly string[], width: number): number {
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  return Math.round(Math.min(Math.max(54, longest * CHARACTER_PIXELS + 14), Math.max(54, width / 3)));
}

/** Hosts are told apart by their ends as often as by their beginnings. */
function shortened(name: string, characters: number): string {
  if (name.length <= characters) return name;
  const half = Math.max(1, Math.floor((characters - 1) / 2));
  return `${name.slice(0, half)}…${name.slice(-half)}`;
}
