import { describe, expect, test } from 'vitest'
import { type Journal, JournalError } from '../journal/journal.ts'
import { openMemoryJournal } from '../journal/memory-journal.ts'
import { openMemoryRegister } from '../register/memory-register.ts'
import type { WritableRegister } from '../register/writable-register.ts'
import { DeskError } from './desk.ts'
import { library } from './testing/library.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation } from './testing/station.ts'

/** A journal whose disk can be made to fail. */
async function failingJournal(): Promise<Journal & { error?: JournalError; appends: number }> {
  const journal = await openMemoryJournal({ station: 'bus-1' })
  const failing: Journal & { error?: JournalError; appends: number } = {
    station: journal.station,
    appends: 0,
    tail: () => journal.tail(),
    append: async drafts => {
      if (failing.error) throw failing.error
      failing.appends++
      return journal.append(drafts)
    },
    entries: after => journal.entries(after),
    forget: (...given) => journal.forget(...given),
    copies: () => journal.copies(),
    close: () => journal.close(),
  }
  return failing
}

describe('journal first', () => {
  test('[DS26] an act is one append, and what is shown or heard is on disk', async () => {
    const journal = await failingJournal()
    const at = await openTestStation({}, { journal })
    const seen: boolean[] = []
    at.desk.subscribe(() => {
      const lent = at.desk.session().lines.some(({ barcode }) => barcode === '3001')
      const { sequence } = journal.tail()
      if (lent) seen.push(sequence >= 3)
    })
    await at.scan('2001')
    const before = journal.appends
    await at.scan('3001')
    expect(journal.appends).toBe(before + 1)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen).not.toContain(false)
  })

  test('[DS35] a register that does not answer fails the act, aloud, and the next one is tried anew', async () => {
    const register = await openMemoryRegister(library)
    let fails = false
    const item = register.item.bind(register)
    register.item = barcode => (fails ? Promise.reject(new Error('the database is closed')) : item(barcode))
    const at = await openTestStation({}, { register })
    await at.scan('2001')
    const before = { session: at.desk.session(), entries: (await at.desk.entries()).length }
    fails = true
    await expect(at.scan('3001')).rejects.toThrow(DeskError)
    expect(at.desk.session()).toEqual(before.session)
    expect(await at.desk.entries()).toHaveLength(before.entries)
    fails = false
    await at.scan('3001')
    expect(await at.told()).toEqual(['checkout 3001'])
  })

  test.each(['full', 'locked', 'broken', 'chain'] as const)('[DS26] a journal that fails (%s) stops the desk', async kind => {
    const journal = await failingJournal()
    const at = await openTestStation({}, { journal })
    await at.scan('2001')
    const before = at.desk.session()
    const sounds = at.sounds().length
    journal.error = new JournalError(kind, 'no more')
    await at.scan('3001')
    const { stopped, ...rest } = at.desk.session()
    expect(stopped?.kind).toBe(kind)
    expect(rest).toEqual(before)
    expect(at.sounds()).toHaveLength(sounds)
    delete journal.error
    await at.scan('3002')
    expect(await at.told()).toEqual([])
    expect(at.desk.session().stopped?.kind).toBe(kind)
  })

  test('[DS26] events that come at once are taken one after the other', async () => {
    const at = await openTestStation()
    const scan = (text: string) => at.do({ type: 'scan', scan: { text, source: { device: 'pad' } } })
    await Promise.all(['2001', '3001', '3002', '3003', '3001'].map(scan))
    expect(await at.told()).toEqual(['checkout 3001', 'checkout 3002', 'checkout 3003'])
  })

  test("[DS27] after a restart today's list is there as it was; nobody is open; the stop is the last one", async () => {
    const at = await openTestStation()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.scan('2001')
    await at.scan('3001')
    await at.scan('3002')
    await at.do({ type: 'undo', lineIds: [at.desk.session().lines[0]!.lineId] })
    await at.answer('mistyped')
    await at.do({ type: 'finish' })
    for (const number of ['3006', '3009', '3999']) await at.scan(number)
    const before = at.desk.session()
    const again = await at.again()
    const { lines, branch, stopId, visit, staff, recent } = again.desk.session()
    expect(lines).toEqual(before.lines)
    expect({ branch, stopId, visit, staff, recent }).toEqual({ branch: 'bus', stopId: 'school', recent: [] })
    expect(again.desk.status().today).toEqual({ lent: 1, returned: 3, renewed: 0 })
    await again.scan('2001')
    await again.scan('3001')
    expect(again.desk.session().question?.about).toBe('own-loan')
  })

  test('[DS27] a new day begins with an empty list', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    at.clock.pass(24 * 3600)
    expect((await at.again()).desk.session().lines).toEqual([])
  })

  test('[DS28] an entry carries both clocks, the zone, the run and the offset with its age', async () => {
    const sync = new ScriptedSync()
    const at = await openTestStation({}, { sync })
    sync.set({ offset: { ms: -1500, uncertaintyMs: 80, measuredAtMonotonicMs: 0, measuredAt: '2026-11-17T07:40:00Z' } })
    at.clock.pass(9)
    await at.scan('3006')
    expect((await at.desk.entries())[1]?.at).toEqual({
      wall: '2026-11-17T07:40:10.000Z',
      zone: 'Europe/Helsinki',
      monotonicMs: 10_000,
      run: 'run-1',
      offset: { ms: -1500, uncertaintyMs: 80, ageMs: 10_000 },
    })
  })

  test('[DS28] clocks that disagree are an entry of their own, before the act', async () => {
    const at = await openTestStation()
    await at.scan('3006')
    at.clock.set('2031-01-01T00:00:00Z')
    await at.scan('3009')
    await at.scan('3001')
    expect((await at.desk.entries()).map(({ transaction }) => transaction.kind)).toEqual([
      'desk-started',
      'checkin',
      'security-job',
      'clock-jump',
      'checkin',
      'security-job',
      'checkin',
      'security-job',
    ])
  })

  test('[DS29] what was recorded here counts until the register shows it', async () => {
    const sync = new ScriptedSync()
    const register: WritableRegister = await openMemoryRegister(library)
    const at = await openTestStation({}, { sync, register })
    await at.scan('2001')
    await at.scan('3001')
    const { entry } = at.desk.session().lines[0]!
    const annas = async () => (await at.desk.patronFacts('anna'))?.loans.map(({ barcode }) => barcode).includes('3001')
    sync.outcome(entry!, { kind: 'applied' }, 2)
    await at.desk.syncNow()
    expect(await annas()).toBe(true)
    // Version 2 is here, and in it a branch has taken the book back meanwhile: the register's word counts now.
    const asOf = '2026-11-17T09:00:00Z'
    const none = { items: [], itemsGone: [], patrons: [], patronsGone: [], loans: [], holds: [], holdsGone: [], statuses: [] }
    await register.apply({ since: 1, version: 2, asOf, ...none, loansEnded: ['3001'] })
    sync.set({})
    await at.desk.syncNow()
    expect(await annas()).toBe(false)
  })

  test('[DS29] an undo counts although what it undoes has gone home', async () => {
    const sync = new ScriptedSync()
    const register: WritableRegister = await openMemoryRegister(library)
    const at = await openTestStation({}, { sync, register })
    await at.scan('2001')
    await at.scan('3001')
    const line = at.desk.session().lines[0]!
    const lent = { barcode: '3001', patronId: 'anna', lentAt: line.at, dueOn: '2026-12-15', renewals: 0, branch: 'bus' }
    const none = { items: [], itemsGone: [], patrons: [], patronsGone: [], holds: [], holdsGone: [], statuses: [] }
    await register.apply({ since: 1, version: 2, asOf: '2026-11-17T09:00:00Z', ...none, loans: [lent], loansEnded: [] })
    sync.outcome(line.entry!, { kind: 'applied' }, 2)
    await at.desk.syncNow()
    await at.do({ type: 'undo', lineIds: [line.lineId] })
    await at.answer('book-is-here')
    const annas = async () => (await at.desk.patronFacts('anna'))?.loans.map(({ barcode }) => barcode).includes('3001')
    expect(await annas()).toBe(false)
    sync.set({})
    await at.desk.syncNow()
    expect(await annas()).toBe(false)
  })

  test('[DS30] each line says how far it has come, and what needs a person is a task', async () => {
    const sync = new ScriptedSync()
    const at = await openTestStation({}, { sync })
    for (const number of ['3006', '3009', '3001']) await at.scan(number)
    const [third, second, first] = at.desk.session().lines
    const sent = () => [first, second, third].map(line => at.desk.status().sent[line!.lineId])
    expect(sent()).toEqual(['unsent', 'unsent', 'unsent'])
    expect(at.desk.status()).toMatchObject({ unsent: 3, awaitingOutcome: 0, link: 'none' })
    expect(sync.nudges).toBeGreaterThanOrEqual(3)
    sync.set({ link: 'good', have: { epoch: second!.entry!.epoch, sequence: second!.entry!.sequence } })
    sync.outcome(first!.entry!, { kind: 'applied-with-note', notes: [{ code: 'hold-caught', holdNumber: '417' }] }, 2)
    await at.desk.syncNow()
    expect(sent()).toEqual(['noted', 'sent', 'unsent'])
    expect(at.desk.status()).toMatchObject({ unsent: 1, awaitingOutcome: 1, link: 'good' })
    sync.outcome(
      second!.entry!,
      { kind: 'needs-person', question: 'order-unclear', choices: ['look-for-it'], where: 'office' },
      2,
    )
    await at.desk.syncNow()
    expect(at.desk.status().tasks).toMatchObject([
      { where: 'here', barcode: '3006', title: 'Kirja 3006' },
      { where: 'office', barcode: '3009', line: { kind: 'checkin' } },
    ])
  })

  test('[DS32] before the first download the desk opens, and stands somewhere as soon as the register has come', async () => {
    let arrived = await openMemoryRegister()
    const register = new Proxy(arrived, { get: (_, name) => Reflect.get(arrived, name).bind(arrived) })
    const sync = new ScriptedSync()
    const at = await openTestStation({}, { register, sync })
    expect(at.desk.session().branch).toBe('')
    expect(at.desk.settings().library).toBe('')
    await at.scan('2001')
    expect(at.desk.session().visit).toBeUndefined()
    await at.answer('no')
    arrived = await openMemoryRegister(library)
    sync.set({ link: 'good' })
    await at.desk.syncNow()
    expect(at.desk.session().branch).toBe('bus')
    await at.scan('2001')
    expect(at.desk.session().visit?.patronId).toBe('anna')
  })
})
