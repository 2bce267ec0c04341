import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Sip2Settings, sip2Settings } from '../sync/connectors/sip2/configuration.ts'
import { type Fault, type Faults, faultKinds } from '../sync/connectors/sip2/server/fault.ts'
import { type ServerKindName, serverKinds } from '../sync/connectors/sip2/server/server-kind.ts'
import type { Sip2Listening } from '../sync/hub/sip2/serve-sip2.node.ts'
import { type Environment, withNamedSecrets } from './named-secrets.node.ts'
import { readSettingsFile } from './settings-file.node.ts'

/**
 * Reads a SIP2 settings file. `caFile` beside a server names a file next to it; a secret (an account's `password`, the `terminalPassword`) stands in a file
 * beside it (`passwordFile`) or in the environment (`passwordFrom` names the variable). Throws an `Error` that says what is wrong.
 */
export function readSip2Settings(path: string, environment: Environment): Sip2Settings {
  const folder = dirname(path)
  const secrets = (of: unknown, names: readonly string[], key: string) =>
    withNamedSecrets(of, names, { settings: 'SIP2', key, folder, environment })
  const input = secrets(readSettingsFile(path), ['terminalPassword'], '') as Record<string, unknown>
  const { server, accounts } = input
  const listed = Array.isArray(accounts) && accounts.map((one, index) => secrets(one, ['password'], `accounts.${index}`))
  return sip2Settings({ ...input, server: secrets(server, ['ca'], 'server'), ...(listed && { accounts: listed }) })
}

export interface Sip2ServerFlags {
  readonly listen?: string | undefined
  readonly kind?: string | undefined
  readonly account?: readonly string[] | undefined
  readonly fault?: readonly string[] | undefined
  readonly login?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** How `sip2-server` listens, from its flags. Throws an `Error` that says what is wrong. */
export function sip2Listening({ listen = 'tcp://127.0.0.1:6001', kind = 'koha-4', ...flags }: Sip2ServerFlags): Sip2Listening {
  const url = URL.canParse(listen) ? new URL(listen) : undefined
  const over = url?.protocol.slice(0, -1)
  if (!url || (over !== 'tcp' && over !== 'tls' && over !== 'http') || (url.port === '' && over !== 'http'))
    throw new Error(`--listen ${listen}: tcp://HOST:PORT, tls://HOST:PORT or http://HOST:PORT`)
  if (!Object.hasOwn(serverKinds, kind)) throw new Error(`--kind ${kind}: one of ${Object.keys(serverKinds).join(', ')}`)
  if (flags.login !== undefined && flags.login !== 'sip' && flags.login !== 'telnet') throw new Error('--login sip or telnet')
  if (over === 'tls' && (flags.cert === undefined || flags.key === undefined))
    throw new Error('tls:// needs --cert FILE and --key FILE')
  const accounts = (flags.account ?? []).map(text => {
    // A password may have colons itself.
    const { user, password, branch = '' } = /^(?<user>[^:]+):(?<password>.+?)(?::(?<branch>[^:]*))?$/.exec(text)?.groups ?? {}
    if (!user || password === undefined) throw new Error(`--account ${text}: USER:PASSWORD:BRANCH`)
    return { user, password, branch }
  })
  if (accounts.length === 0) throw new Error('sip2-server needs at least one --account USER:PASSWORD:BRANCH')
  const faults = faultsIn(flags.fault ?? [])
  return {
    over,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 80),
    kind: serverKinds[kind as ServerKindName],
    accounts,
    ...(flags.login !== undefined && { login: flags.login }),
    ...(over === 'tls' && { tls: { cert: readFileSync(flags.cert!, 'utf8'), key: readFileSync(flags.key!, 'utf8') } }),
    ...(faults && { faults }),
  }
}

/** `answer-lost@11:3`: every third message 11. `slow=500`: every message, by half a second. */
function faultsIn(texts: readonly string[]): Faults | undefined {
  if (texts.length === 0) return
  const rules = texts.map(text => {
    const { name, ms, code, every } =
      /^(?<name>[a-z-]+)(?:=(?<ms>\d+))?(?:@(?<code>\d\d))?(?::(?<every>\d+))?$/.exec(text)?.groups ?? {}
    const kind = faultKinds.find(one => one === name)
    if (!kind) throw new Error(`--fault ${text}: NAME[=MS][@CODE][:EVERY], where NAME is one of ${faultKinds.join(', ')}`)
    const fault = (kind === 'slow' || kind === 'late' ? { kind, ms: Number(ms ?? 1000) } : { kind }) as Fault
    return { fault, code, every: Number(every ?? 1), met: 0 }
  })
  return heard => {
    for (const rule of rules) if ((rule.code ?? heard) === heard && ++rule.met % rule.every === 0) return rule.fault
    return undefined
  }
}
