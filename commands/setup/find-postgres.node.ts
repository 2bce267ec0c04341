import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of Debian's newest PostgreSQL programs. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map(version => join(debian, version, 'bin')).find(bin => existsSync(join(bin, 'initdb')))
}
