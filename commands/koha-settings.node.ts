import { dirname, resolve } from 'node:path'
import { kohaSettings } from '../sync/connectors/koha/configuration.ts'
import type { KohaSystemSettings } from '../sync/hub/koha/koha-system.node.ts'
import { type Environment, withNamedSecrets } from './named-secrets.node.ts'
import { readSettingsFile } from './settings-file.node.ts'
import { readSip2Settings } from './sip2-settings.node.ts'

type Input = Record<string, unknown>

/**
 * Reads a Koha settings file. A secret stands in a file beside it (`clientSecretFile`, `passwordFile`) or in the environment (`clientSecretFrom`,
 * `passwordFrom` name the variable); `sip2File` names the settings of its SIP2 server. Throws an `Error` that says what is wrong.
 */
export function readKohaSettings(path: string, environment: Environment): KohaSystemSettings {
  const input = readSettingsFile(path) as Input
  const folder = dirname(path)
  const { sip2File, ...rest } = input
  const secrets = (of: unknown, key: string) =>
    withNamedSecrets(of, ['clientSecret', 'password'], { settings: 'Koha', key, folder, environment })
  const { login, offlineLoans } = rest
  const accounts = isObject(offlineLoans) && Array.isArray(offlineLoans.accounts) ? offlineLoans.accounts : undefined
  const koha = kohaSettings({
    ...rest,
    ...(login !== undefined && { login: secrets(login, 'login') }),
    ...(accounts && {
      offlineLoans: {
        ...(offlineLoans as Input),
        accounts: accounts.map((one, index) => secrets(one, `offlineLoans.accounts.${index}`)),
      },
    }),
  })
  return { koha, ...(sip2File !== undefined && { sip2: readSip2Settings(resolve(folder, String(sip2File)), environment) }) }
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
