import type { Page } from 'playwright-core';

export interface Frames {
  readonly framesPerSecond: number;
  readonly medianFrameMs: number;
  readonly worstFrameMs: number;
}

/** Counts the frames of a page while something goes on in it. */
export async function countFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const counted = window as unknown as { frames: number[]; counting: boolean };
    counted.frames = [performance.now()];
    counted.counting = true;
    const next = () => {
      counted.frames.push(performance.now());
      if (counted.counting) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await act();
  const moments = await page.evaluate(() => {
    const counted = window as unknown as { frames: number[]; counting: boolean };
    counted.counting = false;
    return counted.frames;
  });
  const gaps = moments.slice(1).map((moment, i) => moment - moments[i]!);
  const sorted = [...gaps].sort((a, b) => a - b);
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    framesPerSecond: rounded((1000 * gaps.length) / (moments.at(-1)! - moments[0]!)),
    medianFrameMs: rounded(sorted[sorted.length >> 1] ?? 0),
    worstFrameMs: rounded(sorted.at(-1) ?? 0),
  };
}
