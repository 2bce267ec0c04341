import { accessSync, constants } from 'node:fs'
import { chromium, type LaunchOptions } from 'playwright'

/** Where a Chromium may be, best first. PYSAKKI_CHROMIUM overrides everything. */
const places = (): (string | undefined)[] => [
  process.env.PYSAKKI_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  playwrightsOwn(),
]

function playwrightsOwn(): string | undefined {
  try {
    return chromium.executablePath()
  } catch {
    return undefined
  }
}

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a Chromium on this machine, or undefined. */
export function findBrowser(): string | undefined {
  return places().find((path): path is string => path !== undefined && canRun(path))
}

/** Root has no sandbox to be put in. */
export const needsNoSandbox = (): boolean => process.getuid?.() === 0

/** Switches that keep a Chromium from talking to anybody but us, and from asking questions. */
export const quietSwitches = (): string[] => [
  ...(needsNoSandbox() ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
]

/** Launch options for Playwright: the found Chromium, headless, quiet. Throws if there is none. */
export function browserLaunchOptions(): LaunchOptions {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('no Chromium found; set PYSAKKI_CHROMIUM or run npm test, which installs one')
  return { executablePath, headless: true, args: quietSwitches() }
}
