import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const packageFolder = resolve(import.meta.dirname, '../../node_modules/electron')

const executableName = (): string =>
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron'

/**
 * The path of Electron's executable, or undefined if no runtime is on this machine. Downloads nothing.
 * ELECTRON_OVERRIDE_DIST_PATH, as Electron's own package understands it, names another runtime's folder.
 */
export function findElectron(): string | undefined {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return existing(join(override, executableName()))
  const pathFile = join(packageFolder, 'path.txt')
  return existsSync(pathFile) ? existing(join(packageFolder, 'dist', readFileSync(pathFile, 'utf8'))) : undefined
}

const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined)

/** Electron's own downloader: a script to be run with Node, which exits with 0 when the runtime is there. */
export const electronDownloader = join(packageFolder, 'install.js')
