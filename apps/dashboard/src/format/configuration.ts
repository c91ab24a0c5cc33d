/** A value without more digits than tell it apart from its neighbours. */
export function formatSetting(value: number | string): string {
  return typeof value === 'string' ? value : String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}
