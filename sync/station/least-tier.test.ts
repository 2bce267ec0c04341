import { describe, expect, test } from 'vitest'
import { openLeastRegister } from '../register/detail/least-library.fixture.ts'
import type { RegisterLoad } from '../register/memory-register.ts'
import type { Register } from '../register/register.ts'
import { hold, library, loan, patron, today } from './testing/library.ts'
import { openLeastLibrary } from './testing/open-least-library.node.ts'
import { ScriptedSync } from './testing/scripted-sync.ts'
import { openTestStation } from './testing/station.ts'

type Load = Partial<RegisterLoad>

const forms: Record<string, (load: RegisterLoad, named: readonly string[]) => Promise<Register>> = {
  'in the older form': (load, named) => openLeastRegister(load, today, named),
  'in the packed form': (load, named) => openLeastLibrary({ ...load, named }, today),
}

describe.each(Object.entries(forms))('a desk that is told the least, %s', (_, open) => {
  const leastStation = async (load: Load = {}, named: readonly string[] = []) =>
    openTestStation({}, { register: await open({ ...library, ...load }, named) })

  test('[DT1] a card opens its patron without a name: category and what stands against them, and how many loans there are', async () => {
    const at = await leastStation()
    await at.scan('2002')
    const facts = await at.desk.patronFacts('bea')
    expect(facts).toMatchObject({ card: '2002', loans: [], unlistedLoans: 2, patron: { category: 'adult', cards: ['2002'] } })
    expect(facts!.patron).not.toHaveProperty('name')
    expect(facts!.patron).not.toHaveProperty('birthDate')
    await at.scan('2004')
    expect(at.desk.session().verdict).toMatchObject({ shape: 'ask', code: 'patron-fees' })
  })

  test('[DT1] without the card in hand nobody is found: by id, by name or by another number', async () => {
    const at = await leastStation({ patrons: [patron('nea', '2050', { name: { given: 'Nea', family: 'Naali' } })] })
    expect(await at.desk.searchPatrons({ name: 'Naali', limit: 9 })).toEqual([])
    expect(await at.register.patron('nea')).toBeUndefined()
    await at.scan('2051')
    expect(at.desk.session().visit).toBeUndefined()
    await at.answer('no')
    await at.scan('2050')
    expect(at.desk.session().visit).toMatchObject({ patronId: 'nea', card: '2050' })
  })

  test('[DT2] whose loan it is, is known with the card in hand alone: own loans are asked about, others are taken back and nobody is named', async () => {
    const at = await leastStation()
    await at.scan('2001')
    await at.scan('3007')
    expect(at.desk.session().question?.about).toBe('own-loan')
    await at.answer('no')
    await at.scan('3006')
    expect(at.desk.session().question?.about).toBe('lend-to-open-patron')
    await at.answer('lend')
    const [checkin, checkout] = (await at.recorded()).slice(-2)
    expect(checkin).toEqual({ kind: 'checkin', barcode: '3006', destination: { kind: 'shelf' } })
    expect(checkout).toMatchObject({ kind: 'checkout', barcode: '3006', patronId: 'anna', card: '2001' })
    expect(checkout).not.toHaveProperty('takenFrom')
    expect(JSON.stringify(await at.desk.entries())).not.toMatch(/\bbea\b/)
  })

  test('[DT2] a replaced card opens the same patron, whose loans are known by it too', async () => {
    const at = await leastStation({ patrons: [patron('anna', '2001', { cards: ['2001', 'old-1'] })] })
    await at.scan('OLD-1')
    expect(at.desk.session()).toMatchObject({ visit: { patronId: 'anna' }, verdict: { note: { key: 'detail.replaced-card' } } })
    await at.scan('3007')
    expect(at.desk.session().question?.about).toBe('own-loan')
    await at.answer('no')
    // The new card after the old one is the new card.
    await at.scan('2001')
    expect(at.desk.session().verdict).not.toHaveProperty('note')
    await at.scan('OLD-1')
    expect(at.desk.session().verdict).toMatchObject({ note: { key: 'detail.replaced-card' } })
  })

  test('[DT3] a title that is held already is not asked for again, although the hold is not listed', async () => {
    const at = await leastStation({ holds: [hold('t-3005', 'anna', { pickup: { branch: 'far' } }), hold('t-3009', 'bea')] })
    await at.scan('2001')
    await at.do({ type: 'hold', titleId: 't-3005' })
    expect(at.desk.session().verdict).toMatchObject({ code: 'title-already-held' })
    await at.do({ type: 'hold', titleId: 't-3009' })
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'hold-request', titleId: 't-3009', patronId: 'anna' })
  })

  test('[DT3] a hold says its number and stop; whose turn it is, is known with the card in hand, and one that lies ready is told', async () => {
    const at = await leastStation()
    await at.do({ type: 'choose-stop', branch: 'bus', stopId: 'school' })
    await at.scan('2002')
    expect(at.desk.session().verdict?.fact).toMatchObject({ label: { key: 'label.holds-ready' }, value: { count: 1 } })
    await at.scan('3016')
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'checkout', barcode: '3016', fillsHold: 'h-t-3016-bea' })
    await at.scan('2001')
    await at.scan('3005')
    expect(at.desk.session().question).toMatchObject({ codes: ['held-for-another'] })
    expect(JSON.stringify(await at.desk.entries())).not.toMatch(/carl/)
  })

  test('[DT5] loans count towards the limit although they are not listed; what came back here counts no more', async () => {
    const many = Array.from({ length: 40 }, (_, at) => loan(`far-${at}`, 'anna'))
    const at = await leastStation({ loans: many })
    await at.scan('2001')
    expect(at.desk.session().verdict).toMatchObject({ code: 'patron-too-many-loans' })
    await at.do({ type: 'finish' })
    await at.scan('far-1')
    await at.scan('2001')
    expect(at.desk.session().verdict?.code).toBeUndefined()
    expect((await at.desk.patronFacts('anna'))?.unlistedLoans).toBe(39)
    await at.scan('3001')
    expect(await at.desk.patronFacts('anna')).toMatchObject({ loans: [{ barcode: '3001' }], unlistedLoans: 39 })
  })

  test('[DT6] what was lent here is listed from the journal for as long as the loan stands, and renewed', async () => {
    const load = { ...library, version: 1 }
    const at = await openTestStation({}, { register: await openLeastRegister(load, today) })
    await at.scan('2001')
    await at.scan('3001')
    const lent = loan('3001', 'anna', { lentAt: '2026-11-17T07:40:02Z' })
    const register = await openLeastRegister({ ...load, loans: [...load.loans, lent], version: 7 }, today)
    const [entry] = (await at.desk.entries()).filter(({ transaction }) => transaction.kind === 'checkout')
    const sync = new ScriptedSync()
    sync.outcome(entry!, { kind: 'applied' }, 7)
    const later = await at.again({ register, sync })
    await later.scan('2001')
    expect(await later.desk.patronFacts('anna')).toMatchObject({ loans: [{ barcode: '3001' }], unlistedLoans: 2 })
    await later.do({ type: 'renew', barcodes: ['3001'] })
    expect((await later.recorded()).at(-1)).toMatchObject({ kind: 'renewal', barcode: '3001', patronId: 'anna' })
  })

  test('[DT7] age limits are decided by the age class and the day on which it changes', async () => {
    const patrons = [patron('young', '2060', { birthDate: '2010-11-18' }), patron('grown', '2061', { birthDate: '2010-11-17' })]
    const at = await leastStation({ patrons: patrons })
    await at.scan('2060')
    await at.scan('3012')
    expect(at.desk.session().verdict).toMatchObject({ code: 'age-limit' })
    at.clock.set('2026-11-18T08:00:00Z')
    await at.scan('3012')
    expect((await at.recorded()).at(-1)).toMatchObject({ kind: 'checkout', barcode: '3012' })
  })

  test('[DT8] a return that is taken back as mistyped turns the gate round again, although nobody is named on the loan', async () => {
    const at = await leastStation()
    await at.scan('3006')
    await at.do({ type: 'undo', lineIds: [at.desk.session().lines[0]!.lineId] })
    await at.answer('mistyped')
    expect(at.effects.filter(({ kind }) => kind === 'security')).toEqual([
      { kind: 'security', barcode: '3006', secured: true },
      { kind: 'security', barcode: '3006', secured: false },
    ])
  })

  test('[DT9] regulars are named, with their own loans and holds; the others beside them are not', async () => {
    const patrons = library.patrons.map(one => ({ ...one, name: { given: 'Aa', family: `Nimi${one.patronId}` } }))
    const at = await leastStation({ patrons: patrons, holds: [hold('t-3005', 'anna')] }, ['anna'])
    expect(await at.desk.searchPatrons({ name: 'Nimi', limit: 9 })).toMatchObject([{ patronId: 'anna' }])
    await at.scan('2001')
    const facts = await at.desk.patronFacts('anna')
    expect(facts).toMatchObject({ patron: { name: { given: 'Aa' } }, holds: [{ titleId: 't-3005' }] })
    expect(facts?.loans.map(({ barcode }) => barcode).sort()).toEqual(['3007', '3015'])
    expect(facts).not.toHaveProperty('unlistedLoans')
  })
})
