/** Something that scaling cannot do as asked; the message says what it can. */
export class ScalingError extends Error {
  override readonly name = 'ScalingError';
}
