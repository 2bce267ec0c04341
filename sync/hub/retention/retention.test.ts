import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Outcome } from '../../../circulation/outcome.ts'
import type { Transaction } from '../../../circulation/transaction.ts'
import { verifyChain } from '../../journal/chain.ts'
import type { Entry } from '../../journal/entry.ts'
import type { Envelope } from '../accept-upload.ts'
import { auditTrail } from '../audit-trail.ts'
import { openHubDatabase } from '../open-database.node.ts'
import { backUp, restore } from '../operation/backup.node.ts'
import { bothDatabases } from '../testing/both-databases.node.ts'
import { temporaryFolder } from '../testing/hub-process.node.ts'
import { run } from '../testing/station.ts'
import { workedBefore } from '../testing/worked-before.node.ts'
import { uploadStore } from '../upload-store.ts'
import { nodeCipher } from './cipher.node.ts'
import { forgetPersons } from './forget-persons.ts'
import { KeysUnreadable, keyFile } from './key-file.node.ts'
import { PersonKeys } from './person-keys.ts'

const patience = 120_000
const [came, later] = ['2026-11-17T08:00:00Z', '2027-01-17T00:00:01Z']
const who = /853N001|853N002|p-anna|p-bea/

const loan = { dueOn: '2026-12-15', visitId: 'v', overrides: [] }
const day: readonly Transaction[] = [
  { kind: 'checkout', barcode: 'A', card: '853N001', patronId: 'p-anna', ...loan },
  { kind: 'checkin', barcode: 'B', patronId: 'p-bea', destination: { kind: 'shelf' } },
  { kind: 'patron-looked-up', patronId: 'p-bea' },
  { kind: 'checkout', barcode: 'C', card: '853N002', patronId: 'p-bea', ...loan },
]
const applied: Outcome = { kind: 'applied-with-note', notes: [{ code: 'taken-from-earlier-loan', patronId: 'p-anna' }] }
const asked: Outcome = { kind: 'needs-person', question: 'order-unclear', choices: ['write-off'], where: 'office' }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await close()
  await folder.remove()
})

async function close() {
  for (const one of closers.splice(0).reverse()) await one()
}

/** A hub's stores as they open at that instant; what is over by then is forgotten. */
async function openAt(now: string, databaseUrl?: string, path = folder.path) {
  const opened = await openHubDatabase({
    folder: path,
    ...(databaseUrl !== undefined && { databaseUrl }),
    // One without an error tells of the database that was made anew.
    trouble: (what, error) => void (error !== undefined && expect.fail(`${what} ${error}`)),
    now: () => now,
    closeLater: one => void closers.push(one),
    onNews: () => {},
  })
  const uploads = uploadStore(opened.database, opened.log, () => now)
  const trail = async () => {
    const steps = []
    for await (const step of auditTrail(opened.database).steps({})) steps.push(step)
    return steps
  }
  return { ...opened, uploads, trail }
}

/** Staff S1 has lent and taken back; the last loan waits for a person. */
async function aDay({ uploads }: Awaited<ReturnType<typeof openAt>>): Promise<readonly Entry[]> {
  const entries = run(day)
  await uploads.take('bus-1', { epoch: '1-aaaaaaaa', entries: entries as unknown as Envelope[] })
  for (const stored of await uploads.waiting(10)) {
    const { barcode } = stored.entry!.transaction as { barcode: string }
    const actions = [{ kind: 'begin-loan', barcode, patronId: 'p-anna', at: came, dueOn: '2026-12-15', branch: 'b' } as const]
    const outcome = barcode === 'C' ? asked : applied
    if (barcode !== 'C') await uploads.markSending({ mark: `m-${barcode}`, id: stored.id, actions, outcome, at: came })
    await uploads.putOutcome(stored, outcome, { item: 'known', onLoanTo: 'p-bea' })
  }
  return entries
}

/** All that lies in the database, as text. */
async function whole({ database }: Awaited<ReturnType<typeof openAt>>): Promise<string> {
  const found: unknown[] = []
  // Under other names, so that nothing is opened on the way.
  for (const table of ['entries', 'sending_marks', 'steps', 'brake_held', 'shadow_log'])
    found.push((await sql`select ${sql.table(table)}::text as it from ${sql.table(table)}`.execute(database)).rows)
  return JSON.stringify(found)
}

for (const where of bothDatabases())
  describe.skipIf(where.missing !== '')(`on ${where.name}`, () => {
    afterAll(() => where.close())

    test(
      '[HB70] whom a transaction was about lies sealed in database and log, is read as it came, and is gone after 60 days; chain, staff and what happened stay',
      async () => {
        const url = await where.open()
        let hub = await openAt(came, url)
        const entries = await aDay(hub)
        expect((await hub.uploads.entry({ station: 'bus-1', epoch: '1-aaaaaaaa', sequence: 1 }))?.entry).toEqual(entries[0])
        expect(await whole(hub)).not.toMatch(who)
        await close()
        if (url === undefined) expect(await readFile(join(folder.path, 'hub.log'), 'utf8')).not.toMatch(who)

        hub = await openAt('2027-01-15T23:00:00Z', url)
        expect(JSON.stringify(await hub.trail())).toMatch(/p-anna.*p-bea/)
        await close()

        await workedBefore(later, folder.path, url)
        hub = await openAt(later, url)
        const told = JSON.stringify((await hub.trail()).filter(({ sequence }) => sequence < 4))
        expect(told).not.toMatch(who)
        expect(told).toMatch(/"barcode":"A".*taken-from-earlier-loan/)
        const rows = await hub.database.selectFrom('entries').select('payload').orderBy('arrival').execute()
        const kept = rows.map(({ payload }) => JSON.parse(payload) as Entry)
        expect(verifyChain(kept)).toEqual(verifyChain(entries))
        expect(kept.map(({ hash, at }) => ({ hash, at }))).toEqual(entries.map(({ hash, at }) => ({ hash, at })))
      },
      patience,
    )

    test(
      '[HB71] what still waits keeps whom it is about, also where the database is made anew from the log',
      async () => {
        const url = await where.open()
        let hub = await openAt(came, url)
        const entries = await aDay(hub)
        await close()
        for (const again of [later, '2027-03-20T00:00:00Z', '2027-05-25T00:00:00Z']) {
          await workedBefore(again, folder.path, url)
          hub = await openAt(again, url)
          const [undecided, ...others] = await hub.uploads.undecided()
          expect(undecided?.entry).toEqual(entries[3])
          expect(others).toEqual([])
          const lent = await hub.uploads.entriesAbout('A')
          expect(lent.map(({ entry }) => entry?.transaction.kind)).toEqual(['checkout'])
          expect(JSON.stringify(lent)).not.toMatch(who)
          await close()
          // After a power cut the embedded database is not trusted.
          if (url === undefined) await writeFile(join(folder.path, 'database.in-use'), 'another boot')
        }
      },
      patience,
    )

    test(
      '[HB71] an undo that waits still finds whose loan it takes back; an answer about what waits, and another loan of the same item, keep theirs, too',
      async () => {
        const url = await where.open()
        let hub = await openAt(came, url)
        const [at, station] = ['1-aaaaaaaa', 'bus-1']
        const target = (sequence: number) => ({ station, epoch: at, sequence })
        const hash = 'a'.repeat(64)
        const entries = run([
          { kind: 'checkout', barcode: 'A', card: '853N001', patronId: 'p-anna', ...loan },
          { kind: 'undo', target: target(1), why: 'mistyped' },
          { kind: 'checkout', barcode: 'C', card: '853N001', patronId: 'p-anna', ...loan },
          { kind: 'checkout', barcode: 'C', card: '853N002', patronId: 'p-bea', ...loan },
          {
            kind: 'answer',
            target: target(4),
            hash,
            question: 'order-unclear',
            choice: 'correct-card',
            right: { card: '853N002' },
          },
          { kind: 'checkout', barcode: 'D', card: '853N001', patronId: 'p-anna', ...loan },
        ])
        await hub.uploads.take(station, { epoch: at, entries: entries as unknown as Envelope[] })
        const waits = new Set([2, 4])
        for (const stored of await hub.uploads.waiting(10))
          await hub.uploads.putOutcome(stored, waits.has(stored.id.sequence) ? asked : { kind: 'applied' })
        for (const again of [later, '2027-03-20T00:00:00Z']) {
          await close()
          await workedBefore(again, folder.path, url)
          hub = await openAt(again, url)
          const now = await Promise.all(entries.map(({ sequence }) => hub.uploads.entry(target(sequence))))
          expect(now.slice(0, 5).map(stored => stored?.entry)).toEqual(entries.slice(0, 5))
          expect(JSON.stringify(now[5])).not.toMatch(who)
        }
      },
      patience,
    )

    test(
      '[HB72] a journal that has forgotten its persons itself is taken as it is, and nothing of it is replayed',
      async () => {
        const { withoutPersons } = await import('../../journal/persons-in-entry.ts')
        const hub = await openAt(came, await where.open())
        const entries = run(day).map(withoutPersons)
        const upload = { epoch: '1-aaaaaaaa', entries: entries as unknown as Envelope[] }
        expect(await hub.uploads.take('bus-1', upload)).toBe('stored')
        expect(await hub.uploads.waiting(10)).toEqual([])
        expect((await hub.uploads.entriesAbout('A')).map(({ entry }) => entry?.transaction.kind)).toEqual(['checkout'])
        expect(await hub.uploads.have('bus-1', '1-aaaaaaaa')).toMatchObject({ sequence: 4, hash: entries[3]!.hash })
      },
      patience,
    )
  })

test(
  '[HB73] a backup opens with its keys as long as they would have lived: one that is older than that says nobody',
  async () => {
    const hub = await openAt(came)
    await aDay(hub)
    await close()
    const file = join(folder.path, 'kept')
    await backUp(folder.path, file, came)
    for (const [name, now, known] of [
      ['soon', '2026-12-01T00:00:00Z', true],
      ['late', later, false],
    ] as const) {
      const path = join(folder.path, name)
      await restore(file, path, now)
      await workedBefore(now, path)
      const restored = await openAt(now, undefined, path)
      const told = JSON.stringify((await restored.trail()).filter(({ sequence }) => sequence < 4))
      expect(who.test(told), name).toBe(known)
      await close()
    }
  },
  patience,
)

test(
  '[HB74] keys that cannot be read stop the start; keys that were lost leave what waited to a person, and lose nothing else',
  async () => {
    const keys = join(folder.path, 'persons.keys')
    let hub = await openAt(came)
    await aDay(hub)
    await hub.uploads.take('bus-2', {
      epoch: '1-b',
      entries: run(day.slice(0, 1), { station: 'bus-2', epoch: '1-b' }) as unknown as Envelope[],
    })
    await close()
    await writeFile(keys, '{"2026-11-17":')
    await expect(openAt(came)).rejects.toThrow(KeysUnreadable)
    await close()
    await writeFile(keys, '{}')
    hub = await openAt(came)
    const [waiting] = await hub.uploads.waiting(10)
    expect(waiting).toMatchObject({ id: { station: 'bus-2' }, fork: false })
    expect(waiting?.entry).toBeUndefined()
    expect((await hub.uploads.entriesAbout('A')).map(({ id }) => id.station)).toEqual(['bus-1'])
  },
  patience,
)

test(
  '[HB75] nothing is forgotten before its time, and a day only once',
  async () => {
    const hub = await openAt(came)
    await aDay(hub)
    await close()
    const reopened = await openAt('2027-01-16T23:59:59Z')
    await workedBefore('2027-01-16T12:00:00Z', folder.path)
    const at = async (now: string) => {
      const place = keyFile(join(folder.path, 'persons.keys'))
      const keys = await PersonKeys.open({ place, cipher: nodeCipher, now: () => now })
      return forgetPersons({ stored: reopened.database, database: reopened.database, log: reopened.log, keys, days: 60 })
    }
    expect(await at('2027-01-16T23:59:59Z')).toEqual([])
    expect(await at('2027-01-17T00:00:00Z')).toEqual(['2026-11-17'])
    expect(await at('2027-01-17T00:00:00Z')).toEqual([])
  },
  patience,
)

test(
  '[HB76] a clock that is a year ahead for a day destroys nothing; a date far ahead is believed on the third day of work under it',
  async () => {
    const hub = await openAt(came)
    await aDay(hub)
    const place = keyFile(join(folder.path, 'persons.keys'))
    const at = async (now: string) => {
      const keys = await PersonKeys.open({ place, cipher: nodeCipher, now: () => now })
      return forgetPersons({ stored: hub.database, database: hub.database, log: hub.log, keys, days: 60 })
    }
    expect(await at('2027-11-17T08:00:00Z')).toEqual([])
    expect(await at('2027-11-18T02:00:00Z')).toEqual([])
    expect(await at('2026-11-18T08:00:00Z')).toEqual([])
    expect(JSON.stringify(await hub.trail())).toMatch(/p-anna.*p-bea/)
    expect(await at('2027-03-01T08:00:00Z')).toEqual([])
    expect(await at('2027-03-02T08:00:00Z')).toEqual([])
    expect(await at('2027-03-03T08:00:00Z')).toEqual(['2026-11-17', '2026-11-18'])
  },
  patience,
)
