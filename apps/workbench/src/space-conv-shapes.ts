import { ArchitectureError, type Graph, lower, type Shape, type Stage } from '@isoflop/blocks';
import { type ConvShape, convShapeName, convShapesOf } from '@isoflop/runtime';
import type { ArchitectureSpace, DataShape, Params, ParamValue } from '@isoflop/search-space';

/** Where the walk stands: the shape that enters the next piece, and the values of dimensions that a later piece reads too. */
interface Entrance {
  readonly shape: Shape;
  readonly values: Params;
}

/**
 * Every convolution that a network of the space can hold, whatever its budget. The space is walked piece by piece: what a piece computes follows from
 * the dimensions that it reads and the shape that enters it, so that no network is built whole and none is left out.
 */
export function spaceConvShapes(space: ArchitectureSpace, data: DataShape): ConvShape[] {
  const shapes = new Map<string, ConvShape>();
  let entrances = (space.values.get('resolution') ?? []).map((resolution): Entrance => {
    return { shape: [Number(resolution), Number(resolution), data.channels], values: { resolution } };
  });
  for (const [index, part] of space.parts.entries()) {
    const readLater = new Set(space.parts.slice(index + 1).flatMap(({ reads }) => reads));
    const exits = new Map<string, Entrance>();
    for (const { shape, values } of entrances) {
      const open = part.reads.filter((name) => values[name] === undefined);
      for (const point of combinations(space, open, values)) {
        const piece = lowerPiece(part.make(point, data), shape);
        if (piece === undefined) continue;
        for (const found of convShapesOf(piece)) shapes.set(convShapeName(found), found);
        const kept = Object.fromEntries(Object.entries(point).filter(([name]) => readLater.has(name)));
        const exit = { shape: piece.nodes[piece.nodes.length - 1].output, values: kept };
        exits.set(JSON.stringify(exit), exit);
      }
    }
    entrances = [...exits.values()];
  }
  return [...shapes.values()];
}

function combinations(space: ArchitectureSpace, names: readonly string[], fixed: Params): Params[] {
  return names.reduce<Params[]>(
    (points, name) => points.flatMap((point) => (space.values.get(name) ?? []).map((value: ParamValue) => ({ ...point, [name]: value }))),
    [fixed],
  );
}

/** Undefined where the piece does not fit what enters it: no network of the space has the two together. */
function lowerPiece(stages: readonly Stage[], [height, width, channels]: Shape): Graph | undefined {
  const input = { height, width, channels };
  try {
    return lower({ name: '', input, stem: [], stages, head: [], batchNorm: { epsilon: 1e-3, momentum: 0.99 }, stochasticDepth: 0 });
  } catch (error) {
    if (error instanceof ArchitectureError) return undefined;
    throw error;
  }
}
