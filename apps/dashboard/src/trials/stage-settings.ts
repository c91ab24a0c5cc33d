import { formatSetting } from '../format/configuration.js';

/** A part of a configuration as people read it. */
export type Setting = readonly [name: string, value: string];

/** `kernel` of `stage2.kernel` (any stage's), else the name itself. */
export function settingGroup(name: string): string {
  return /^stage\d+\.(.+)$/.exec(name)?.[1] ?? name;
}

/**
 * The settings of a trial. What is chosen for each stage (`stage1.kernel`, `stage2.kernel`, …) becomes one setting with the values in
 * order (`kernel`: `3 · 5 · 3`), since stages are compared more often than read alone.
 */
export function settingsOf(params: Readonly<Record<string, unknown>>): Setting[] {
  const settings = new Map<string, string[]>();
  for (const [name, value] of Object.entries(params)) {
    const group = settingGroup(name);
    const text = typeof value === 'number' || typeof value === 'string' ? formatSetting(value) : JSON.stringify(value);
    settings.set(group, [...(settings.get(group) ?? []), text]);
  }
  return [...settings].map(([name, values]) => [name, values.join(' · ')]);
}
