export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The index of the point nearest to a place, if one is within `radius`; the later of equals, which is drawn on top. */
export function nearest(points: readonly Point[], place: Point, radius: number): number | undefined {
  let found: number | undefined;
  let shortest = radius;
  for (const [index, point] of points.entries()) {
    const distance = Math.hypot(point.x - place.x, point.y - place.y);
    if (distance > shortest) continue;
    shortest = distance;
    found = index;
  }
  return found;
}
