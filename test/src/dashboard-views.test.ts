import { expect, it, vi } from 'vitest';
import { dashboardUnderTest } from './dashboard/dashboard-under-test.js';
import { faultsOf, openPage, visit } from './dashboard/page-under-test.js';
import { addFinishedStudy, addRunningStudy } from './dashboard/sample-study.js';

// axe alone takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STUDY = 'fashion-2m';

/** Every view, with what tells that it is drawn. */
const VIEWS = [
  ['studies', '', '.studies'],
  ['launch', '?view=launch', '.code-editor[data-ready="true"]'],
  ['overview', `?study=${STUDY}`, '.progress-bar'],
  ['front', `?study=${STUDY}&view=front&trial=9&range.macs=0~1000000`, '.marks'],
  ['parallel', `?study=${STUDY}&view=parallel&trial=9`, '.axis-brush'],
  ['parameters', `?study=${STUDY}&view=parameters`, '.heat'],
  ['history', `?study=${STUDY}&view=history`, '.series'],
  ['curves', `?study=${STUDY}&view=curves`, '.curve'],
  ['scaling', `?study=${STUDY}&view=scaling`, '.scaled-network .bar-real'],
  ['scores', `?study=${STUDY}&view=scores`, '.bars .interval'],
  ['trials', `?study=${STUDY}&view=trials&trial=9&trials=3.5`, 'tr[data-trial]'],
  ['architecture', `?study=${STUDY}&view=architecture&trial=9&against=3`, '.layer-box'],
  ['trial', `?study=${STUDY}&view=trial&trial=9`, '.curve'],
] as const;

const under = dashboardUnderTest({
  store: { staleAfterSeconds: 3600 },
  fill: async (store) => {
    await addFinishedStudy(store, STUDY);
    await addRunningStudy(store, 'textures-live');
  },
});

const LOOKS = [
  ['light', 1920],
  ['dark', 1920],
  ['dark', 360],
  ['light', 360],
] as const;

it.each(VIEWS)('%s overflows nowhere and has no accessibility fault, light and dark, at 1920 and 360 px', async (_, search, drawn) => {
  const { page, complaints, close } = await openPage(under.browser);
  try {
    const faults: Record<string, readonly string[]> = {};
    for (const [theme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 1000 });
      if (page.url() === 'about:blank') await visit(page, `${under.server.url}/${search}`);
      await page.locator(drawn).first().waitFor({ state: 'attached' });
      faults[`${theme} at ${width} px`] = await faultsOf(page);
    }
    expect(faults).toEqual(Object.fromEntries(LOOKS.map(([theme, width]) => [`${theme} at ${width} px`, []])));
    // A fit that too few trials allow is refused with 422, and the page says why.
    expect(complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
  } finally {
    await close();
  }
});

it('the theme that was chosen is kept, whatever the system says', async () => {
  const { page, close } = await openPage(under.browser);
  await page.emulateMedia({ colorScheme: 'light' });
  await visit(page, under.server.url);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByLabel('Theme').selectOption('dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await ground()).toBe(dark);
  await close();
});
