const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, B: 1e9 };

/** How counts and shares are written. */
export const QUANTITY = /^\s*(\d+(?:\.\d+)?(?:e\d+)?)\s*([kKMGB]?)\s*$/;
export const SHARE = /^\s*(\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%?)\s*$/;

/**
 * A count as people write it: `2000000`, `2M`, `1.5G`, `500k`. Returns undefined where the text is no positive, finite count.
 * On the command line and in experiment files a budget of `5M` means 5,000,000 multiply-adds.
 */
export function parseQuantity(text: string | number): number | undefined {
  const match = QUANTITY.exec(String(text));
  if (!match) return undefined;
  const value = Math.round(Number(match[1]) * SUFFIXES[match[2]]);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** A share as people write it, `2%` or `0.02`, above 0 and at most a half. Returns undefined for anything else. */
export function parseShare(text: string | number): number | undefined {
  const match = SHARE.exec(String(text));
  if (!match) return undefined;
  const value = Number(match[1]) / (match[2] ? 100 : 1);
  return value > 0 && value <= 0.5 ? value : undefined;
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3 };
export const SHORT_TIME = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s)\s*$/;

/** A short time in milliseconds, as people write it: `5ms`, `0.8 s`, `250us`. Returns undefined for anything else, also for a number without a unit. */
export function parseMilliseconds(text: string): number | undefined {
  const match = SHORT_TIME.exec(text);
  if (!match) return undefined;
  const value = Number(match[1]) * MILLISECONDS[match[2]];
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** A count with a suffix and three significant digits: `385.8M` is 386M. */
export function formatQuantity(value: number): string {
  for (const [suffix, unit] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (Math.abs(value) >= unit) return `${Number((value / unit).toPrecision(3))}${suffix}`;
  }
  return String(value);
}
