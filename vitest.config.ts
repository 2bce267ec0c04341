import { availableParallelism } from 'node:os'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { browserLaunchOptions, findBrowser } from './commands/setup/find-browser.node.ts'
import { findElectron } from './commands/setup/find-electron.node.ts'

const notOurs = ['**/node_modules/**', 'dist/**', 'release/**', '**/peers/**']
const inBrowser = '**/*.browser.test.{ts,tsx}'
const inElectron = 'e2e/**/*.electron.test.ts'

/** `npm test` has tried to start it and says so; by hand, having one is enough. */
const withoutElectron = Boolean(process.env.PYSAKKI_ELECTRON_MISSING) || !findElectron()
const withoutBrowser = !findBrowser()

/** Much of a test is waiting, for a disk, a process, a line: four at a time even on a small machine, where Vitest alone would run one. */
const maxWorkers = Math.max(4, availableParallelism() - 1)

/** Plain Node: rules, contracts, real files and sockets. */
const node: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'node',
    environment: 'node',
    include: ['**/*.test.{ts,tsx}'],
    exclude: [...notOurs, inBrowser, 'e2e/**'],
    // Nothing is mocked, so files share what they load: PGlite is compiled once by a worker, not once by a file (a quarter of the time of the hub's tests).
    isolate: false,
    // They end what hangs, not what is slow: three hubs at a time work on two cores here.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: ['commands/setup/random-cases.ts'],
    maxWorkers,
    sequence: { groupOrder: 0 },
  },
}

/** The test itself runs in a page of a real Chromium: IndexedDB, locks, React. */
const browser = (): TestProjectConfiguration => ({
  extends: true,
  // Found while a test runs, these would make Vite reload the page under it.
  optimizeDeps: {
    include: [
      '@noble/hashes/scrypt.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      '@point-of-sale/codepage-encoder',
      '@point-of-sale/receipt-printer-encoder',
      'axe-core',
      'dexie',
      'fflate',
      '@noble/hashes/hmac.js',
      '@noble/hashes/argon2.js',
      'fast-check',
      'i18next',
      'react',
      'react-aria-components',
      'react-dom',
      'react-dom/client',
      'react-i18next',
      'react/jsx-dev-runtime',
      'react/jsx-runtime',
      'temporal-polyfill',
      'zod',
      'zustand',
      'zustand/vanilla',
    ],
  },
  test: {
    name: 'browser',
    include: [inBrowser],
    exclude: notOurs,
    testTimeout: 20_000,
    maxWorkers,
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: browserLaunchOptions() }),
      instances: [{ browser: 'chromium' }],
    },
  },
})

/** Whole stories: processes, a Chromium or Electron that the test starts itself, four at a time. */
const e2e: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'e2e',
    environment: 'node',
    include: withoutBrowser ? [inElectron] : ['e2e/**/*.test.ts'],
    exclude: [...notOurs, ...(withoutElectron ? [inElectron] : [])],
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    sequence: { groupOrder: 2 },
  },
}

/** Where no run before tells how long a file takes, the largest begin; whatever starts an Electron takes long however short it is. */
class ElectronFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isElectron = ({ moduleId }: TestSpecification) => moduleId.endsWith('.electron.test.ts')
    return [...sorted.filter(isElectron), ...sorted.filter(file => !isElectron(file))]
  }
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    sequence: { sequencer: ElectronFirst },
    projects: withoutBrowser ? [node, e2e] : [node, browser(), e2e],
  },
})
