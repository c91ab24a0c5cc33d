// Which package of ours may import which, in the order the data flows. A new package gets its row here first.

const LOWER = ['@isoflop/blocks', 'hyperopt-js', '@isoflop/search-space', '@isoflop/scaling', '@isoflop/results-store', '@isoflop/runtime'];
const ALL_PACKAGES = [...LOWER, '@isoflop/training', '@isoflop/search', '@isoflop/export'];

/**
 * `types`: its types only. `linkedTypes`: the same without declaring it, where that would close a circle of packages.
 * `devDependencies`: development dependencies do for its sources, which are bundled.
 * `rootFolders`: folders of the root, which are no packages, that it may reach into by relative path.
 * @type {Record<string, { values: string[], types?: string[], linkedTypes?: string[], devDependencies?: boolean, rootFolders?: string[] }>}
 */
export const IMPORT_TABLE = {
  '@isoflop/blocks': { values: [] },
  'hyperopt-js': { values: [] },
  '@isoflop/search-space': { values: ['@isoflop/blocks', 'hyperopt-js'] },
  '@isoflop/scaling': { values: ['@isoflop/blocks'] },
  '@isoflop/results-store': { values: [], types: ['@isoflop/blocks', 'hyperopt-js'] },
  '@isoflop/runtime': { values: ['@isoflop/blocks'] },
  '@isoflop/training': { values: ['@isoflop/blocks', '@isoflop/runtime'] },
  '@isoflop/search': { values: [...LOWER, '@isoflop/training'] },
  '@isoflop/export': { values: ['@isoflop/blocks', '@isoflop/runtime'] },
  // isoflop serves the page and so depends on it.
  '@isoflop/dashboard': {
    values: ['@isoflop/blocks', '@isoflop/scaling', 'hyperopt-js'],
    linkedTypes: ['isoflop'],
    devDependencies: true,
  },
  isoflop: { values: [...ALL_PACKAGES, '@isoflop/dashboard'] },
  '@isoflop/experiments': { values: ALL_PACKAGES, rootFolders: ['bench'] },
  '@isoflop/end-to-end': { values: [...ALL_PACKAGES, '@isoflop/dashboard', 'isoflop'], rootFolders: ['scripts'] },
};
