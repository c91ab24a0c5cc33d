/** Thrown by `ask` when every point of a finite space (every feasible one, where there is a rule) has been asked, or `draw` gives no other. */
export class SpaceExhaustedError extends Error {
  override readonly name = 'SpaceExhaustedError';
}
