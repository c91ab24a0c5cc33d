/**
 * Channels times a width factor, rounded to a multiple of 8 but never more than 10 % down
 * (`round_filters` of EfficientNet's reference code, `_make_divisible` of MobileNet's).
 */
export function roundChannels(channels: number, width: number, divisor = 8): number {
  const scaled = channels * width;
  const rounded = Math.max(divisor, Math.floor((scaled + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * scaled ? rounded + divisor : rounded;
}

/** Repeats times a depth factor, rounded up (`round_repeats` of EfficientNet's reference code). */
export function roundRepeats(repeats: number, depth: number): number {
  return Math.ceil(repeats * depth);
}
