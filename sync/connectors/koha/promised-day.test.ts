import { expect, test } from 'vitest'
import type { Heard } from './testing/contract-server.ts'
import { lend, posts } from './testing/one-loan.ts'
import { servedKoha } from './testing/served-koha.ts'

test('[KO15] a loan that Koha makes due earlier than was promised is renewed to the promised day, where that is turned on and Koha takes a day', async () => {
  const promised = { ...lend, dueOn: '2027-01-12' }
  const dueAfter = async (settings: Record<string, unknown>, release: 'newest' | 'older' = 'newest') => {
    const { connector, contract, tables } = await servedKoha({ settings, release })
    await connector.apply([promised], 'one')
    const renewals = posts(contract.heard, '/checkouts/{id}/renewals') + posts(contract.heard, '/checkouts/{id}/renewal')
    return [tables.loans.get('X')?.dueOn, renewals]
  }
  const [stamped] = await dueAfter({})
  expect(String(stamped) < promised.dueOn).toBe(true)
  expect(await dueAfter({ promisedDayByRenewal: true })).toEqual([promised.dueOn, 1])
  expect(await dueAfter({ promisedDayByRenewal: true }, 'older')).toEqual([stamped, 0])
})

test('[KO15] a loan that is due as promised, or later, is not renewed for it', async () => {
  const { connector, contract } = await servedKoha({ settings: { promisedDayByRenewal: true } })
  await connector.apply([{ ...lend, dueOn: '2026-11-20' }], 'one')
  expect(posts(contract.heard, '/checkouts/{id}/renewals')).toBe(0)
})

test('[KO15] a renewal to the promised day that Koha refuses leaves the loan as it is; one that is not answered is looked for', async () => {
  const promised = { ...lend, dueOn: '2027-01-12' }
  const refused = { status: 403, body: { error: 'Renewal not authorized (too_many)', error_code: 'too_many' } }
  const renewing = (said: typeof refused | 'hang-up') => ({
    settings: { promisedDayByRenewal: true },
    fault: ({ name }: Heard, when: 'before' | 'after') =>
      name === 'POST /checkouts/{id}/renewals' && when === 'before' ? said : undefined,
  })
  const { connector } = await servedKoha(renewing(refused))
  await connector.apply([promised], 'one')
  expect((await connector.itemEvidence('X')).seen?.status).toBe('on-loan')
  const silent = await servedKoha(renewing('hang-up'))
  await expect(silent.connector.apply([promised], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  expect(await silent.connector.wasApplied('one')).toBe('yes')
})

test('[KO15] a renewal to the promised day that does not show is sent once more, since it sets the same day; a lost answer to the loan breaks no promise', async () => {
  const promised = { ...lend, dueOn: '2027-01-12' }
  const failingOnce = (request: string, said: 'hang-up' | { status: number; body: unknown }, when: 'before' | 'after') => {
    let left = 1
    return {
      settings: { promisedDayByRenewal: true },
      fault: ({ name }: Heard, at: 'before' | 'after') => (name === request && at === when && left-- > 0 ? said : undefined),
    }
  }
  const maintenance = { status: 503, body: { error: 'System is under maintenance.' } }
  const renewals = 'POST /checkouts/{id}/renewals'
  for (const [options, sent] of [
    [failingOnce(renewals, maintenance, 'before'), 2],
    [failingOnce(renewals, 'hang-up', 'before'), 2],
    [failingOnce(renewals, 'hang-up', 'after'), 1],
    [failingOnce('POST /checkouts', 'hang-up', 'after'), 1],
  ] as const) {
    const { connector, contract, tables } = await servedKoha(options)
    await connector.apply([promised], 'one').catch(({ kind }) => expect(kind).toBe('no-answer'))
    expect(await connector.wasApplied('one')).toBe('yes')
    expect(tables.loans.get('X')?.dueOn).toBe(promised.dueOn)
    expect(posts(contract.heard, '/checkouts/{id}/renewals')).toBe(sent)
    expect(posts(contract.heard, '/checkouts')).toBe(1)
  }
})

test('[KO15] a promised day that could not be reached with the loan is seen to when it is looked whether the loan is there', async () => {
  let left = 2
  const { connector, tables, contract } = await servedKoha({
    settings: { promisedDayByRenewal: true },
    fault: ({ name }, when) =>
      name === 'POST /checkouts/{id}/renewals' && when === 'before' && left-- > 0 ? 'hang-up' : undefined,
  })
  await expect(connector.apply([{ ...lend, dueOn: '2027-01-12' }], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  expect(tables.loans.get('X')?.dueOn).not.toBe('2027-01-12')
  expect(await connector.wasApplied('one')).toBe('yes')
  expect(tables.loans.get('X')?.dueOn).toBe('2027-01-12')
  expect(posts(contract.heard, '/checkouts')).toBe(1)
})

test('[KO15] while it cannot be looked which day stands, nobody calls the loan done: its day is seen to at the next look', async () => {
  const maintenance = { status: 503, body: { error: 'System is under maintenance.' } }
  let away = ''
  const { connector, connect, tables, contract } = await servedKoha({
    settings: { promisedDayByRenewal: true },
    fault({ name }, when) {
      if (name === 'POST /checkouts' && when === 'after') away = 'GET /checkouts'
      return name === away && when === 'before' ? maintenance : undefined
    },
  })
  const promised = { ...lend, dueOn: '2027-01-12' }
  await expect(connector.apply([promised], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
  away = 'GET /items'
  await expect(connector.wasApplied('one')).rejects.toMatchObject({ kind: 'unreachable' })
  await expect(connect().finish!([promised])).rejects.toMatchObject({ kind: 'unreachable' })
  expect(tables.loans.get('X')?.dueOn).not.toBe(promised.dueOn)
  away = ''
  expect(await connector.wasApplied('one')).toBe('yes')
  expect(tables.loans.get('X')?.dueOn).toBe(promised.dueOn)
  expect(posts(contract.heard, '/checkouts/{id}/renewals')).toBe(1)
})

test('[KO15] of a loan begun in an earlier run, a renewal that Koha refuses or does not answer leaves it as it is', async () => {
  const promised = { ...lend, dueOn: '2027-01-12' }
  const refused = { status: 403, body: { error: 'Renewal not authorized (too_many)', error_code: 'too_many' } }
  let said: typeof refused | 'hang-up' = refused
  const { connect, contract, tables } = await servedKoha({
    settings: { promisedDayByRenewal: true },
    fault: ({ name }, when) => (name === 'POST /checkouts/{id}/renewals' && when === 'before' ? said : undefined),
  })
  await connect().apply([promised], 'one')
  const stamped = tables.loans.get('X')?.dueOn
  await connect().finish!([promised])
  expect(posts(contract.heard, '/checkouts/{id}/renewals')).toBe(2)
  expect(tables.loans.get('X')?.dueOn).toBe(stamped)
  said = 'hang-up'
  await connect().finish!([promised])
  expect(posts(contract.heard, '/checkouts/{id}/renewals')).toBe(4)
  expect(tables.loans.get('X')?.dueOn).toBe(stamped)
})

test('[KO15] a renewal that never came is sent once more where somebody else has renewed to an earlier day since', async () => {
  const renewal = { kind: 'renew-loan', barcode: 'X', patronId: lend.patronId, dueOn: '2027-01-12', at: lend.at } as const
  const lost = async (settings: Record<string, unknown>) => {
    let left = 0
    const { connect, tables } = await servedKoha({
      settings,
      fault: ({ name }, when) =>
        name === 'POST /checkouts/{id}/renewals' && when === 'before' && left-- > 0 ? 'hang-up' : undefined,
    })
    const [connector, afterwards] = [connect(), connect()]
    await connector.apply([lend], 'one')
    left = 1
    await expect(connector.apply([renewal], 'two')).rejects.toMatchObject({ kind: 'no-answer' })
    expect(await connector.wasApplied('two')).toBe('no')
    await connect({ promisedDayByRenewal: true }).apply([{ ...renewal, dueOn: '2027-01-05' }], 'on the web')
    return { connector, afterwards, dueOn: () => tables.loans.get('X')?.dueOn }
  }
  const kept = await lost({ promisedDayByRenewal: true })
  expect(await kept.connector.wasApplied('two')).toBe('yes')
  expect(kept.dueOn()).toBe(renewal.dueOn)
  const died = await lost({ promisedDayByRenewal: true })
  await died.afterwards.finish!([renewal])
  expect(died.dueOn()).toBe(renewal.dueOn)
  const { connector, dueOn } = await lost({})
  expect(await connector.wasApplied('two')).toBe('yes')
  expect(dueOn()).toBe('2027-01-05')
})

test('[KO6] a loan that stands is never called unsent because its renewal met with maintenance', async () => {
  const maintenance = { status: 503, body: { error: 'System is under maintenance.' } }
  const { connector } = await servedKoha({
    settings: { promisedDayByRenewal: true },
    fault: ({ name }) => (name === 'POST /checkouts/{id}/renewals' ? maintenance : undefined),
  })
  await expect(connector.apply([{ ...lend, dueOn: '2027-01-12' }], 'one')).rejects.toMatchObject({ kind: 'no-answer' })
})

test('[KO15] where a promised day is not reached by a renewal, desks are told to promise Koha’s own', async () => {
  const { connector, connect } = await servedKoha()
  expect(connector.can.ownDueDays).toBe(true)
  expect(connect({ promisedDayByRenewal: true }).can.ownDueDays).toBeUndefined()
})

test('[KO25] days, instants and money are declared by what is turned on and by what takes the returns', async () => {
  const { connector, connect } = await servedKoha()
  expect(connector.can).toMatchObject({
    ownDueDays: true,
    backdatedCheckout: false,
    backdatedCheckin: true,
    reversibleFees: false,
  })
  const offlineLoans = { accounts: [{ branch: 'BUS', user: 'bus', password: 'koha-secret' }] }
  const dated = connect({ promisedDayByRenewal: true, offlineLoans }).can
  expect(dated).toMatchObject({ backdatedCheckout: true, backdatedCheckin: true, reversibleFees: false })
  expect(dated.ownDueDays).toBeUndefined()
})
