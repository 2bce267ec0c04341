import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Where {
  /** Whose they are, for messages. */
  readonly settings: 'Koha' | 'SIP2'
  /** Where in the file the object stands; empty for the whole. */
  readonly key: string
  readonly folder: string
  readonly environment: Environment
}

/**
 * An object of a settings file with its secrets put in: `passwordFile` names a file beside the settings, `passwordFrom` a variable of the environment, and
 * either becomes `password`; so do the other `names`. Throws an `Error` that names the key where one cannot be read. Whatever is no object stays as it is.
 */
export function withNamedSecrets(of: unknown, names: readonly string[], { settings, key, folder, environment }: Where): unknown {
  if (typeof of !== 'object' || of === null || Array.isArray(of)) return of
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(of)) {
    const secret = names.find(one => name === `${one}File` || name === `${one}From`)
    const at = `the ${settings} settings cannot be used: ${[key, name].filter(Boolean).join('.')}`
    if (secret === undefined) found[name] = value
    else
      found[secret] = name === `${secret}File` ? fileText(resolve(folder, String(value)), at) : fromEnvironment(String(value), at)
  }
  return found

  function fromEnvironment(name: string, at: string): string {
    const value = environment[name]
    if (!value) throw new Error(`${at}: ${name} is not set in the environment`)
    return value
  }
}

function fileText(path: string, at: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new Error(`${at}: ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
