import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Temporal } from 'temporal-polyfill'
import { systemClock } from '../host/system-clock.ts'
import { demoLibrary } from '../sync/hub/demo/demo-library.ts'
import { demoSettings } from '../sync/hub/demo/demo-settings.ts'
import { openFileJournal } from '../sync/journal/file-journal.node.ts'
import { JournalError } from '../sync/journal/journal.ts'
import { openMemoryRegister } from '../sync/register/memory-register.ts'
import type { WritableRegister } from '../sync/register/writable-register.ts'
import { createSyncClient } from '../sync/station/create-sync-client.ts'
import { forgetPersons } from '../sync/station/forget-persons.ts'
import { runHeadless } from '../sync/station/headless-station.ts'
import { openMemoryLibrary } from '../sync/station/memory-library.node.ts'
import { openDesk } from '../sync/station/open-desk.ts'
import { memoryStationStore } from '../sync/station/station-store.ts'
import { root } from './setup/run.node.ts'

const usage = 'npm run station -- --data DIR [--station NAME] [--hub URL --token T [--packed] | --demo] [--run NAME]'

/** A station without a screen: JSON lines in on standard input, one JSON line out for each. Its journal is a file in the data folder. */
async function main(): Promise<void> {
  const { data, station, demo, packed, run, hub, token } = read()
  await mkdir(data, { recursive: true })
  const clock = systemClock()
  const { journal, recovery } = await openFileJournal({ station, path: join(data, `${station}.journal`), clock }).catch(whyNot)
  const store = memoryStationStore()
  const register = packed ? await openMemoryLibrary(store, clock) : await openRegister(demo)
  const line = { hubUrl: hub ?? '', token: token ?? '', station, journal, register, store, fetch, clock, random: Math.random }
  const sync = hub === undefined ? undefined : createSyncClient(line)
  // The register is in memory: a script that begins with a scan would find nothing. Without a line it begins all the same.
  await sync?.turn()
  await forgetPersons(journal, store, clock.now())
  const about = { appVersion: await version(), ...(run && { run }), ...(sync && { sync }) }
  const desk = await openDesk({ station, journal, recovery, register, clock, ...about })
  await runHeadless(desk, createInterface({ input: process.stdin }), line => console.log(line))
  await desk.close()
}

function read() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        station: { type: 'string', default: 'station-1' },
        demo: { type: 'boolean', default: false },
        packed: { type: 'boolean', default: false },
        run: { type: 'string' },
        hub: { type: 'string' },
        token: { type: 'string' },
      },
    })
    if (!values.data) return giveUp(usage)
    if ((values.hub === undefined) !== (values.token === undefined)) return giveUp('--hub needs --token, and --token --hub')
    if (!/^[\w.-]{1,64}$/.test(values.station)) return giveUp(`--station ${values.station}: letters, digits, . - and _ only`)
    return { ...values, data: values.data }
  } catch (error) {
    return giveUp(`${(error as Error).message}\n${usage}`)
  }
}

/** The demo library's rows without a hub, for scripts that need no line. */
async function openRegister(demo: boolean): Promise<WritableRegister> {
  if (!demo) return openMemoryRegister()
  const today = Temporal.Now.plainDateISO('Europe/Helsinki').toString()
  const { items, patrons, loans, holds } = demoLibrary({ items: 2000, patrons: 200, seed: 1, today })
  return openMemoryRegister({
    items: [...items],
    patrons: [...patrons],
    loans: [...loans],
    holds: [...holds],
    settings: demoSettings(today, false),
    asOf: Temporal.Now.instant().toString(),
  })
}

/** The program's, as the desk with a screen records it. */
async function version(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}

function whyNot(error: unknown): never {
  if (error instanceof JournalError) return giveUp(`the journal cannot be opened (${error.kind}): ${error.message}`)
  throw error
}

function giveUp(line: string): never {
  console.error(line)
  process.exit(1)
}

void main()
