/** Reading this file is reading the architecture: who may import whom, and who may touch what. */

/** Folder -> folders it may import, beside itself. What is not written is forbidden; `import type` counts too. */
export const arrows: Record<string, readonly string[] | 'everything'> = {
  circulation: [],
  host: ['circulation'],
  hardware: ['host'],
  'sync/journal': ['circulation', 'host'],
  'sync/register': ['circulation', 'host'],
  'sync/protocol': ['circulation', 'sync/journal', 'sync/register'],
  'sync/station': ['circulation', 'host', 'sync/journal', 'sync/register', 'sync/protocol'],
  'sync/connectors': ['circulation', 'host', 'sync/protocol'],
  'sync/hub': ['circulation', 'host', 'sync/journal', 'sync/register', 'sync/protocol', 'sync/connectors'],
  renderer: ['circulation', 'host', 'hardware', 'sync/journal', 'sync/register', 'sync/protocol', 'sync/station'],
  electron: ['host', 'hardware'],
  commands: [
    'circulation',
    'host',
    'hardware',
    'sync/journal',
    'sync/register',
    'sync/protocol',
    'sync/station',
    'sync/connectors',
    'sync/hub',
  ],
  architecture: [],
  simulation: 'everything',
  bench: 'everything',
  e2e: 'everything',
}

/** Arrows that a single file has beyond its folder's, each with its reason. */
export const exceptions: Record<string, { readonly mayImport: readonly string[]; readonly why: string }> = {
  'vitest.config.ts': { mayImport: ['commands'], why: 'the browser is found by the same function everywhere' },
  'vite.config.ts': { mayImport: ['commands'], why: 'settings of the build' },
  'commands/setup/check-everything.node.ts': {
    mayImport: ['architecture'],
    why: 'lists the test files as the architecture test does',
  },
  'commands/simulate.node.ts': { mayImport: ['simulation'], why: 'the program that runs the simulation' },
  'commands/torture.node.ts': { mayImport: ['simulation'], why: 'the program that runs the torture' },
  'commands/bench.node.ts': { mayImport: ['bench'], why: 'the program that runs the benchmarks' },
}

/** Every folder directly in here is an island: it sees itself and the files beside it, never its neighbours. */
export const islands = ['sync/connectors']

/** Here only the types of circulation may be used: the judge must not share code with the judged. */
export const typesOnly = { in: 'simulation/oracle', of: 'circulation' }

/** Packages that have one home. Tests, simulation and bench may use them too. */
export const homes: readonly { readonly packages: RegExp; readonly home: RegExp; readonly inWords: string }[] = [
  { packages: /^dexie(-.+)?$/, home: /^sync\/.*\.dom\.ts$/, inWords: 'sync/**/*.dom.ts' },
  { packages: /^(react|react-.+|@react-.+|zustand)$/, home: /^renderer\//, inWords: 'renderer/' },
  {
    packages: /^(serialport|@serialport\/.+)$/,
    home: /^hardware\/transports\/.*\.node\.ts$/,
    inWords: 'hardware/transports/*.node.ts',
  },
  { packages: /^electron$/, home: /^electron\//, inWords: 'electron/' },
  {
    packages: /^node:/,
    home: /(\.node\.ts$|^electron\/|^commands\/|^architecture\/)/,
    inWords: '*.node.ts, electron/, commands/',
  },
]

/** Folders that may import these packages and no others. */
export const onlyPackages: Record<string, readonly string[]> = { circulation: ['temporal-polyfill'] }

/** Who may import a file that says by its name where it runs. */
export const mayReach: Record<'node' | 'dom', RegExp> = {
  node: /(\.node\.ts$|^electron\/|^commands\/|^architecture\/|^[^/]+$)/,
  dom: /(\.dom\.ts$|\.tsx$|^renderer\/)/,
}

/** What would make a decision depend on something other than its arguments. */
export const impure = {
  folder: 'circulation',
  members: ['Math.random', 'Date.now', 'Date.parse', 'Date.UTC', 'Temporal.Now', 'performance.now', 'process.env'],
  objects: ['crypto', 'localStorage', 'indexedDB', 'navigator', 'console'],
  calls: ['Date', 'fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'],
}

/** Ways to switch a test off or to test against a made-up module. */
export const forbiddenInTests = {
  switchedOff: /^(test|it|describe|suite)(\.\w+)*\.(skip|only|todo|fails)$/,
  switchedOffNames: /^(xit|xtest|xdescribe|fit|fdescribe)$/,
  moduleMocks: /^(vi|vitest)\.(mock|doMock|unstubAllModules)$/,
}

export const longestFile = 300

/** Words that say nothing about what a file does. */
export const emptyWords = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'shared', 'service', 'services', 'misc']
/** A name of the web platform, not of a drawer. */
export const namesThatAreFine = /^service-worker\b/

/** Tests and what only tests use may import everything, and nothing imports them. */
export const testFile = /(\.(test|contract|fixture|fixtures)\.tsx?$|^e2e\/|^simulation\/|^bench\/|\/testing\/)/
