import { installFromDebian } from './debian.node.ts'
import { findBrowser, needsNoSandbox } from './find-browser.node.ts'
import { electronDownloader, findElectron } from './find-electron.node.ts'
import { findPostgres } from './find-postgres.node.ts'
import { isInstalled, packageProgram, run } from './run.node.ts'

/** Either the path of what was asked for, or the reason why there is none. */
export type Provided = { readonly path: string } | { readonly missing: string }

/** Finds a Chromium; else installs one from Debian, else Playwright's. */
export async function provideBrowser(): Promise<Provided> {
  const here = findBrowser()
  if (here) return { path: here }
  // Without any font, Chromium cannot draw text.
  await installFromDebian('chromium', 'fonts-dejavu-core')
  if (!findBrowser()) await run(packageProgram('playwright'), ['install', 'chromium'], { timeoutMs: 180_000 })
  const path = findBrowser()
  return path ? { path } : { missing: "no Chromium: none found, none from Debian, none from Playwright's download" }
}

/** Finds a program in PATH or installs the Debian package that brings it. */
export async function provideProgram(program: string, debianPackage: string): Promise<Provided> {
  if (isInstalled(program) || (await installFromDebian(debianPackage))) return { path: program }
  return { missing: `${program} is not installed and could not be` }
}

/** Finds Debian's PostgreSQL or installs it; tests start a server of their own from it. */
export async function providePostgres(): Promise<Provided> {
  if (!findPostgres() && process.platform === 'linux') await installFromDebian('postgresql')
  const path = findPostgres()
  return path ? { path } : { missing: "no PostgreSQL: none found, and Debian's could not be installed" }
}

/** Finds an Electron that starts; else lets Electron's own package download one, for so long at most. */
export async function provideElectron(downloadMs = 60_000): Promise<Provided> {
  if (!findElectron() && !process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    console.log("Fetching Electron's runtime...")
    await run(process.execPath, [electronDownloader], { timeoutMs: downloadMs })
  }
  const path = findElectron()
  if (!path) return { missing: 'no Electron runtime: ELECTRON_OVERRIDE_DIST_PATH leads to none and it could not be downloaded' }
  if (await starts(path)) return { path }
  await installFromDebian('libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6', 'libnotify4')
  return (await starts(path)) ? { path } : { missing: `${path} does not start (libraries of the system are missing?)` }
}

const starts = async (electron: string): Promise<boolean> =>
  (await run(electron, [...(needsNoSandbox() ? ['--no-sandbox'] : []), '--version'], { timeoutMs: 20_000 })).ok
