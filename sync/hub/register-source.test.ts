import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { onTestFinished } from 'vitest'
import { openJournalFile } from '../../host/journal-file.node.ts'
import { MemoryTables } from '../connectors/builtin/memory-tables.fixture.ts'
import { libraryFolder } from '../connectors/files/small-library.fixture.ts'
import { kohaSettings } from '../connectors/koha/configuration.ts'
import { registerSource } from '../connectors/koha/register-source.ts'
import { servedKoha } from '../connectors/koha/testing/served-koha.ts'
import { smallLibrary } from '../connectors/sip2/served.fixture.ts'
import { openDatabase } from './database.node.ts'
import { Drop } from './drop/drop-folder.node.ts'
import { StandingRows } from './drop/row-reading.ts'
import { openHubLog } from './hub-log.ts'
import { memoryOfPulls } from './koha/memory-of-pulls.fixture.ts'
import { pullChanges } from './koha/pull-changes.ts'
import { sweepRegister } from './koha/sweep-register.ts'
import { placesFromFiles } from './library-from-files.node.ts'
import { libraryTables } from './library-tables.ts'
import { registerSourceContract } from './register-source.contract.ts'
import { currentVersion } from './register-version.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'

function clockOf() {
  let at = Temporal.Instant.from('2026-11-18T12:00:00Z')
  return {
    now: () => at.toString(),
    later: () => {
      at = at.add({ minutes: 20 })
    },
  }
}

registerSourceContract('its own library system', async () => {
  const { tables: theirs, library } = await smallLibrary()
  const { now, later } = clockOf()
  const follow = async () => later()
  return { theirs, library, register: theirs, version: async () => theirs.version, now, follow, sweep: follow }
})

registerSourceContract('a Koha that is followed', async () => {
  const { now, later } = clockOf()
  const { tables: theirs, library, url } = await servedKoha({ now })
  const register = new MemoryTables()
  const login = { by: 'oauth', clientId: 'bus-client', clientSecret: 'bus-secret' }
  const settings = kohaSettings({ url, login, library: 'BUS', lostStatuses: { 4: 'missing' } })
  const ports = {
    ...settings.pull,
    tables: register,
    source: registerSource(settings, { known: register, now }),
    settings,
    memory: memoryOfPulls(),
    keys: {
      items: async (skip: number, most: number) => [...register.items.keys()].toSorted().slice(skip, skip + most),
      patrons: async (skip: number, most: number) => [...register.patrons.keys()].toSorted().slice(skip, skip + most),
      holds: async () => [...register.holds.keys()],
    },
    asOf: undefined,
    now,
    next: async () => true,
    trouble: () => {},
  }
  return {
    theirs,
    library,
    register,
    version: async () => register.version,
    now,
    async follow() {
      later()
      await pullChanges(ports)
    },
    sweep: async () => void (await sweepRegister(ports)),
  }
})

registerSourceContract('files in a drop folder', async () => {
  const { tables: theirs, library } = await smallLibrary()
  const { now, later } = clockOf()
  const folder = await temporaryFolder()
  const database = await openDatabase(join(folder.path, 'database'))
  const places = libraryFolder({ 'library.json': '{"zone":"Europe/Helsinki"}' })
  const file = openJournalFile(join(folder.path, 'hub.log'))
  onTestFinished(async () => {
    await file.close()
    await database.destroy()
    places.remove()
    await folder.remove()
  })
  const register = libraryTables(database, await openHubLog(file, database))
  const { reading } = await placesFromFiles(places.path, undefined)
  const drop = join(folder.path, 'drop')
  mkdirSync(drop)
  const ms = () => Temporal.Instant.from(now()).epochMilliseconds
  const take = async (whole: readonly ('items' | 'patrons' | 'loans' | 'holds')[]) => {
    later()
    for (const [name, text] of Object.entries(nightly(theirs))) {
      writeFileSync(join(drop, name), text)
      utimesSync(join(drop, name), ms() / 1000 - 60, ms() / 1000 - 60)
    }
    const ports = { standing: new StandingRows(database), tables: register, library: reading, say: () => {}, nowMs: ms }
    await new Drop({ folder: drop, whole }, ports).look()
  }
  return {
    theirs,
    library,
    register,
    version: () => currentVersion(database),
    now,
    follow: () => take(['loans', 'holds']),
    sweep: () => take(['items', 'patrons', 'loans', 'holds']),
  }
})

/** The library's exports of a night. */
function nightly(theirs: MemoryTables): Record<string, string> {
  const table = (columns: string, rows: readonly (readonly unknown[])[]) =>
    `${columns}\n${rows.map(row => `${row.join(',')}\n`).join('')}`
  const cardOf = (patronId: string) => theirs.patrons.get(patronId)?.cards[0]
  const statusOf = (barcode: string, own: string) => {
    const status = theirs.statuses.get(barcode) ?? own
    return status === 'ok' ? 'available' : status
  }
  const items = [...theirs.items.values()].map(one => [
    ...[one.barcode, one.titleId, one.homeBranch, `"${one.title}"`, statusOf(one.barcode, one.circulationStatus)],
  ])
  const patrons = [...theirs.patrons.values()].map(({ cards, category, patronId, feesCents, blocks }) => [
    ...[cards[0], category, '2029-01-01', `p-${patronId}`, (feesCents / 100).toFixed(2), blocks.includes('barred') ? 1 : 0],
  ])
  const loans = [...theirs.loans.values()].map(one => [one.barcode, cardOf(one.patronId), one.lentAt, one.dueOn, one.branch])
  const holds = [...theirs.holds.values()].map(one => [
    ...[one.holdId, cardOf(one.patronId), 'title', one.titleId, one.pickup.branch, one.placedAt],
  ])
  return {
    'items.csv': table('barcode,record,branch,title,status', items),
    'patrons.csv': table('card,category,expires,patron_id,fees,barred', patrons),
    'loans.csv': table('barcode,card,checked_out,due,branch', loans),
    'holds.csv': table('hold_id,card,level,target,pickup_branch,requested', holds),
  }
}
