/** A part of a configuration as people read it. */
export type Setting = readonly [name: string, value: number | string];

/**
 * The settings of a trial. What is chosen for each stage (`stage1.kernel`, `stage2.kernel`, …) becomes one setting with the values in
 * order (`kernel`: `3 · 5 · 3`), since stages are compared more often than read alone.
 */
export function settingsOf(params: Readonly<Record<string, unknown>>): Setting[] {
  const settings = new Map<string, (number | string)[]>();
  for (const [key, value] of Object.entries(params)) {
    const name = /^stage\d+\.(.+)$/.exec(key)?.[1] ?? key;
    const values = settings.get(name) ?? [];
    settings.set(name, [...values, typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)]);
  }
  return [...settings].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values.map(formatSetting).join(' · ')]);
}

/** A value without more digits than tell it apart from its neighbours. */
export function formatSetting(value: number | string): string {
  return typeof value === 'string' ? value : String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}
