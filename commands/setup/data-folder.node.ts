import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where this system wants an application to keep its data. */
export function defaultDataFolder(): string {
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'Pysakki')
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Pysakki')
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'pysakki')
}

/**
 * What `--data DIR` means for an installation. A folder with a library's files (items.csv) is only read: the installation's own
 * data go to a folder beside the default one, the same for the same DIR. Any other folder is where the demo keeps its data.
 */
export function installationArguments(data: string | undefined): string[] {
  if (data === undefined) return ['--data', join(defaultDataFolder(), 'demo'), '--demo']
  const folder = resolve(data)
  if (!existsSync(join(folder, 'items.csv'))) return ['--data', folder, '--demo']
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  return ['--data', join(defaultDataFolder(), `library-${name}`), '--library', folder]
}

/** The same for the hub alone: it lives in the folder of that name, where the desktop program has its embedded one. */
export function hubArguments(data: string | undefined): string[] {
  const [flag, folder, ...rest] = installationArguments(data)
  return [flag!, join(folder!, 'hub'), ...rest]
}
