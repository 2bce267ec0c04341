import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type HubOptions, startHub } from '../sync/hub/start-hub.node.ts'
import { type AskHub, hubAt } from './ask-hub.node.ts'
import { readDetailPolicy } from './detail-policy.node.ts'
import { backupCommands, keepOrBringBack } from './hub-backup.node.ts'
import { previewLines } from './hub-preview.node.ts'
import { importLibrary } from './import-library.node.ts'
import { readKohaSettings } from './koha-settings.node.ts'
import { probeSip2 } from './probe-sip2.node.ts'
import { readSip2Settings, sip2Listening } from './sip2-settings.node.ts'
import { takeFile } from './take-carried.node.ts'
import { flagsCalled, keysCalled, whyNotStarted } from './why-not-started.ts'

const usage = `npm run hub -- --config FILE
npm run hub -- --data DIR [--port N] [--host ADDRESS] [--demo | --library DIR] [--sip2 FILE | --koha FILE] [--register FILE] [--static DIR] [--token T] [--today DATE] [--origin URL]... [--beside-desk]
npm run hub -- sip2-server --data DIR [--listen tcp://HOST:PORT | tls://HOST:PORT | http://HOST:PORT] [--kind NAME] ...
npm run hub -- probe --sip2 FILE --item BARCODE --card CARD [--out FILE]
npm run hub -- probe --koha FILE
npm run hub -- import DIR [--data DIR] [--report FILE]
npm run hub -- take-out DIR --koha FILE
npm run hub -- take FILE --data DIR [--port N] | --port N --token T
npm run hub -- seed FILE --data DIR [--port N] | --port N --token T
npm run hub -- status --data DIR [--port N] | --port N --token T
npm run hub -- preview [JOURNAL] [--station S] --data DIR [--port N] | --port N --token T
npm run hub -- export FILE --format koc|evergreen|csv [--what open|all] [--station S] --data DIR
npm run hub -- backup FILE --data DIR    while it runs
npm run hub -- restore FILE --data DIR   into an empty folder, or an empty database
npm run hub -- after-restore --config FILE   once, on a PostgreSQL database that was brought back by other means
take, seed, status, preview, export, backup and restore: --config FILE instead of --data, --port and --token`

const flags = {
  /** A service's configuration; beside it nothing else is said of how the hub runs. */
  config: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '8650' },
  host: { type: 'string', default: '127.0.0.1' },
  demo: { type: 'boolean' },
  library: { type: 'string' },
  sip2: { type: 'string' },
  koha: { type: 'string' },
  register: { type: 'string' },
  item: { type: 'string' },
  card: { type: 'string' },
  out: { type: 'string' },
  listen: { type: 'string' },
  kind: { type: 'string' },
  account: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  login: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  report: { type: 'string' },
  format: { type: 'string' },
  what: { type: 'string', default: 'open' },
  station: { type: 'string' },
  static: { type: 'string' },
  token: { type: 'string' },
  today: { type: 'string' },
  origin: { type: 'string', multiple: true },
  /** It works on the desk's own machine, and gives way: a replay must never hold up a scan. */
  'beside-desk': { type: 'boolean', default: false },
} as const

/** Runs a hub until it is told to stop; says in one JSON line when it is ready, and in one line of text why it cannot be. */
async function main(): Promise<void> {
  const { values: given, positionals } = parsed()
  const { config } = given
  if (config !== undefined && positionals.length === 0) return runService(config)
  const service = config === undefined ? undefined : await configured(config, giveUp)
  const values = service ? { ...given, ...service.flags } : given
  const { data, port, host, token, today } = values
  if (!/^\d{1,5}$/.test(port)) return giveUp(`--port ${port} is not a port`)
  if (today !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(today)) return giveUp(`--today ${today} is not a day (YYYY-MM-DD)`)
  const address = service?.address ?? `http://${host}:${port}`
  const ask = () => hubAt(address, token ?? keptToken(data))
  if (positionals[0] === 'status') return status(ask())
  const [command, files] = positionals
  if (command === 'take' && files !== undefined) return takeFile(files, ask(), giveUp)
  if (command === 'seed' && files !== undefined) {
    const { writeSeed } = await import('./hub-seed.node.ts')
    return writeSeed(files, ask()).then(
      lines => console.log(lines.join('\n')),
      (error: Error) => giveUp(error.message),
    )
  }
  if (command === 'preview') {
    const of = { ...(files !== undefined && { file: files }), ...(values.station !== undefined && { station: values.station }) }
    const lines = await previewLines({ ask: ask(), ...of }).catch((error: Error) => giveUp(error.message))
    return console.log(lines.join('\n'))
  }
  if (command === 'export' && files !== undefined && data !== undefined) {
    const { format, what, station } = values
    const { exportActs } = await import('./hub-export.node.ts')
    const wish = { data, format, what, ...(station !== undefined && { station }) }
    return exportActs(files, wish).then(
      lines => console.log(lines.join('\n')),
      (error: Error) => giveUp(error.message),
    )
  }
  const keeping = backupCommands.find(one => one === command)
  if (keeping && data !== undefined) {
    const { databaseUrl = process.env.DATABASE_URL } = service?.flags ?? {}
    return keepOrBringBack(keeping, files, { data, databaseUrl }).then(console.log, (error: Error) => giveUp(error.message))
  }
  if (command === 'import' && files !== undefined) {
    const { report } = values
    return importLibrary(files, { ...(data !== undefined && { data }), ...(report !== undefined && { report }) }).catch(error =>
      giveUp(whyNotStarted(error, { ...flagsCalled, library: 'import' })),
    )
  }
  if (command === 'take-out' && files !== undefined && given.koha !== undefined) {
    const { takeOutOfKoha } = await import('./koha-take-out.node.ts')
    const lines = await takeOutOfKoha(given.koha, files, () => new Date().toISOString()).catch((error: Error) =>
      giveUp(error.message),
    )
    return console.log(lines.join('\n'))
  }
  if (command === 'probe') {
    const { sip2, item, card, out } = values
    if (values.koha !== undefined) {
      const { probeLines } = await import('./probe-koha.node.ts')
      return probeLines(values.koha, () => new Date().toISOString()).then(
        lines => console.log(lines.join('\n')),
        (error: Error) => giveUp(error.message),
      )
    }
    return probeSip2({ sip2, item, card, out }).catch((error: Error) => giveUp(error.message))
  }
  if (values.sip2 !== undefined && values.koha !== undefined)
    return giveUp('--sip2 and --koha: one of them; the settings of Koha name its SIP2 server themselves')
  const isServer = command === 'sip2-server'
  if ((command !== undefined && !isServer) || data === undefined) return giveUp(usage)
  if (values['beside-desk']) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  return serve({
    data,
    port: Number(port),
    host,
    // The one inside a desk is that desk's own, whatever else runs on the machine.
    ...(process.env.DATABASE_URL && !values['beside-desk'] && { databaseUrl: process.env.DATABASE_URL }),
    ...(token !== undefined && { token }),
    ...(today !== undefined && { today }),
    ...(values.library !== undefined && { library: values.library }),
    ...(values.sip2 !== undefined && { sip2: orGiveUp(() => readSip2Settings(values.sip2!, process.env)) }),
    ...(values.koha !== undefined && { koha: orGiveUp(() => readKohaSettings(values.koha!, process.env)) }),
    ...(values.register !== undefined && { register: orGiveUp(() => readDetailPolicy(values.register!)) }),
    ...(isServer && { serve: orGiveUp(() => sip2Listening(values)) }),
    ...(values.static !== undefined && { shell: values.static }),
    ...(values.origin && { origins: values.origin }),
  })
}

/** A service's configuration file; read only where there is one: a desk with its own hub needs none of it. */
async function configured(file: string, otherwise: (why: string) => never) {
  const { readHubConfiguration } = await import('./hub-configuration.node.ts')
  const service = orElse(() => readHubConfiguration(file, process.env), otherwise)
  const { data, port, host = '127.0.0.1', token, tls, databaseUrl } = service.hub
  const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return {
    service,
    flags: { data, ...(token !== undefined && { token }), ...(databaseUrl !== undefined && { databaseUrl }) },
    address: `${tls ? 'https' : 'http'}://${here}:${port}`,
  }
}

/** A service speaks in its log alone, also where it does not get as far as starting. */
async function runService(file: string): Promise<void> {
  const { runHub, sayNotStarted } = await import('../sync/hub/operation/run-hub.node.ts')
  const { service } = await configured(file, why => {
    sayNotStarted(why.split('\n'))
    return process.exit(1)
  })
  const why = (error: unknown) => whyNotStarted(error, keysCalled(file), service.hub.port)
  await runHub({ ...service, why }).catch(() => process.exit(1))
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: flags })
  } catch (error) {
    return giveUp(`${(error as Error).message}\n${usage}`)
  }
}

function orGiveUp<T>(what: () => T): T {
  return orElse(what, giveUp)
}

function orElse<T>(what: () => T, otherwise: (why: string) => never): T {
  try {
    return what()
  } catch (error) {
    return otherwise((error as Error).message)
  }
}

async function serve(options: HubOptions): Promise<void> {
  const hub = await startHub(options).catch((error: unknown) =>
    giveUp(`the hub cannot start: ${whyNotStarted(error, flagsCalled, options.port)}`),
  )
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void hub.stop().then(
      () => process.exit(0),
      error => giveUp(`the hub did not stop cleanly: ${(error as Error).message}`),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  console.log(
    JSON.stringify({
      listening: hub.address,
      token: hub.token,
      ...(hub.sip2 !== undefined && { sip2: hub.sip2 }),
      desk: `${hub.address}/#token=${hub.token}`,
      office: `${hub.address}/office.html#token=${hub.token}`,
    }),
  )
}

async function status(ask: AskHub): Promise<void> {
  const answer = await ask('/api/status').catch((error: Error) => giveUp(error.message))
  console.log(await answer.text())
  if (!answer.ok) process.exit(1)
}

/** The token that a hub keeps in its folder. */
function keptToken(data: string | undefined): string {
  if (data === undefined) return giveUp(usage)
  try {
    return readFileSync(join(data, 'token'), 'utf8').trim()
  } catch {
    return giveUp(`no hub has worked in ${data} yet`)
  }
}

function giveUp(line: string): never {
  console.error(line)
  process.exit(1)
}

// The Node of older desktop runtimes has it only as a module.
if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto })

void main()
