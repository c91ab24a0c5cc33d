/** A study that cannot be started or resumed as asked. */
export class StudyError extends Error {
  override readonly name = 'StudyError';
}
