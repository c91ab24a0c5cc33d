/** The index of the point nearest to a place within `radius` pixels; the later of equals, which is drawn on top. */
export function nearest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  at: { readonly x: number; readonly y: number },
  radius: number,
): number | undefined {
  let found: number | undefined;
  let shortest = radius * radius;
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [(x[i] ?? 0) - at.x, (y[i] ?? 0) - at.y];
    const distance = dx * dx + dy * dy;
    if (distance > shortest) continue;
    shortest = distance;
    found = i;
  }
  return found;
}
