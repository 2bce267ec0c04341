import { describe, expect, test } from 'vitest'
import type { Action } from '../connector.ts'
import { oddServer } from './odd-server.fixture.ts'

const at = '2026-11-18T09:00:00Z'
const lend = (barcode: string): Action => ({
  kind: 'begin-loan',
  barcode,
  patronId: 'Anna',
  at,
  dueOn: '2026-12-06',
  branch: 'BUS',
})
const back = (barcode: string): Action => ({ kind: 'end-loan', barcode, patronId: 'Anna', at, branch: 'BUS', full: true })
const end = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    error => error.kind,
  )

/** Lends and takes back, with all the looks around it. */
async function works({ connector, loans, count }: Awaited<ReturnType<typeof oddServer>>, barcode = 'B34') {
  await connector.apply([lend(barcode)], 'one')
  expect((await connector.itemEvidence(barcode)).seen).toMatchObject({ status: 'on-loan' })
  expect((await connector.patronEvidence('1001')).seen?.items).toEqual([barcode])
  await connector.apply([back(barcode)], 'two')
  expect(loans.size).toBe(0)
  expect([count('11'), count('09')]).toEqual([1, 1])
}

describe('servers that speak otherwise than they should', () => {
  test('[SP24] blanks and empty lines around answers, and every kind of line end', async () => {
    for (const ending of ['\r\n\n', ' \r', '\n', '\r\r\n', '  \r\n']) await works(await oddServer({ ending }))
    await works(await oddServer({ unchecked: true, answer: (_, usual) => `  ${usual}` }))
  })

  test('[SP24] no checksum and no number though both were asked for', async () => {
    await works(await oddServer({ unchecked: true }))
  })

  test('[SP24] a server that cannot read numbers and checksums is spoken to without', async () => {
    const server = await oddServer({ answer: (_, usual, request) => (/AY\dAZ/.test(request) ? '96' : usual) })
    await works(server)
  })

  test('[SP24] 98 without a field, letters for digits in 94, 18 without a title', async () => {
    const answer = (code: string, usual: string) => {
      if (code === '99') return usual.slice(0, 36)
      if (code === '93') return '94Y'
      return code === '17' ? usual.replace(/AJ[^|]*\|/, '') : usual
    }
    await works(await oddServer({ answer }))
  })

  test('[SP24] names in eight bits, no names, and no card in an answer', async () => {
    const named = await oddServer({ encoding: 'latin1', answer: (_, usual) => usual.replace('AEAnna', 'AEÅsa Kähönen') })
    await works(named)
    await works(await oddServer({ answer: (_, usual) => usual.replace('AEAnna', 'AE').replace(/AA[^|]*\|/, 'AA|') }))
  })

  test('[SP24] a barcode without its leading zeros or in small letters is the same barcode', async () => {
    await works(await oddServer({ answer: (_, usual) => usual.replace(/AB0+/, 'AB') }), '0012')
    await works(await oddServer({ answer: (_, usual) => usual.replace('ABB34', 'ABb34') }))
  })

  test('[SP24] a bar within a title that nobody wrote otherwise, and digits after it', async () => {
    const answer = (_: string, usual: string) => usual.replace(/AJ[^|]*\|/, 'AJ1984|98 päivää|17|')
    const server = await oddServer({ answer })
    await works(server)
    await server.connector.apply([lend('B34')], 'three')
    expect((await server.connector.itemEvidence('B34')).seen).toMatchObject({ status: 'on-loan', dueOn: '2026-12-06' })
  })

  test('[SP4] a list that has no end is no list', async () => {
    const endless = (code: string, usual: string) => (code === '63' ? `${usual}${'AUnone|'.repeat(50_000)}` : usual)
    const { connector } = await oddServer({ answer: endless })
    const ends: string[] = []
    for (let time = 0; time < 4; time++) ends.push(await end(connector.patronEvidence('1001')))
    expect(ends).not.toContain('done')
    expect(ends.at(-1)).toBe('rejected')
  })

  test('[SP24] an alert that says nothing more, and "no" to what has come about', async () => {
    await works(await oddServer({ answer: (code, usual) => (code === '09' ? usual.replace(/^101YNN/, '101YUY') : usual) }))
    await works(await oddServer({ answer: (code, usual) => (code === '09' ? usual.replace(/^101YNN/, '100NUY') : usual) }))
    const server = await oddServer({
      answer: (code, usual) => (code === '11' ? usual.replace(/^121NUY/, '120NUN').replace('AQ', 'AFalready yours|AQ') : usual),
    })
    // It stands, so "no" was not the truth: the hub looks whose it is.
    expect(await end(server.connector.apply([lend('B34')], 'one'))).toBe('no-answer')
    expect((await server.connector.patronEvidence('1001')).seen?.items).toEqual(['B34'])
  })

  test('[SP24] due days in other shapes', async () => {
    for (const shape of ['2026/12/06', '20261206 235900', '2026-12-06T23:59:00+02:00', '6.12.2026']) {
      const server = await oddServer({ answer: (_, usual) => usual.replace('20261206    235900', shape) })
      await server.connector.apply([lend('B34')], 'one')
      expect((await server.connector.itemEvidence('B34')).seen).toEqual({ status: 'on-loan', dueOn: '2026-12-06' })
    }
    // Which of the two is the day, nobody knows.
    const server = await oddServer({ answer: (_, usual) => usual.replace('20261206    235900', '06/12/2026') })
    await server.connector.apply([lend('B34')], 'one')
    expect((await server.connector.itemEvidence('B34')).seen).toEqual({ status: 'on-loan' })
  })

  test('[SP24] a refused login that is followed by a hang-up waits, and says why', async () => {
    const server = await oddServer({ answer: (code, usual) => (code === '93' ? '940' : usual), hangsUpAfter: ['93'] })
    await expect(server.connector.apply([lend('B34')], 'one')).rejects.toMatchObject({ kind: 'unreachable' })
    expect(server.heard).toEqual(['93'])
  })
})

describe('servers that hang up after each answer', () => {
  test('[SP25] every message gets a connection, and what changes something goes out once', async () => {
    const server = await oddServer({ hangsUpAfter: ['99', '17', '63', '11', '09', '35'] })
    await server.connector.itemEvidence('B34')
    await server.connector.patronEvidence('1001')
    await works(server)
  })

  test('[SP25] one that hangs up on one item alone is not taken for such a server', async () => {
    const server = await oddServer({
      answer: (code, usual, request) => (code === '17' && request.includes('ABC56') ? 'close' : usual),
    })
    for (let tries = 0; tries < 6; tries++) await server.connector.itemEvidence('C56').catch(() => undefined)
    expect(await end(server.connector.itemEvidence('C56'))).toBe('rejected')
    const logins = server.count('93')
    for (let asked = 0; asked < 5; asked++) await server.connector.itemEvidence('B34')
    expect(server.count('93') - logins).toBeLessThan(2)
  })
})

describe('one message that a server never answers well', () => {
  const about = (barcode: string, said: string | 'nothing') => ({
    answer: (code: string, usual: string, request: string) => (code === '17' && request.includes(`AB${barcode}|`) ? said : usual),
  })

  test.each([
    ['says nothing', 'nothing'],
    ['answers about another item', '1803000120261118    120000ABOTHER|AJOther|'],
    ['is cut short', '1803'],
  ] as const)('[SP13] it %s: a person looks at it, and what comes behind it goes on', async (_, said) => {
    const { connector } = await oddServer(about('C56', said), { answerMs: 500 })
    const ends: string[] = []
    for (let tries = 0; tries < 5 && ends.at(-1) !== 'rejected'; tries++) {
      ends.push(await end(connector.itemEvidence('C56')))
      expect(await end(connector.itemEvidence('B34'))).toBe('done')
    }
    expect(ends[0]).toBe('unreachable')
    expect(ends.at(-1)).toBe('rejected')
  })

  test('[SP13] a server that is silent to everything is down, and nobody is asked about it', async () => {
    let isDown = false
    const { connector } = await oddServer({ answer: (_, usual) => (isDown ? 'nothing' : usual) })
    expect(await end(connector.itemEvidence('B34'))).toBe('done')
    isDown = true
    for (let tries = 0; tries < 6; tries++) expect(await end(connector.itemEvidence('B34'))).toBe('unreachable')
  })

  test('[SP24] a list for another card, or with a fixed part that is too short, is none', async () => {
    const other = await oddServer({ answer: (code, usual) => (code === '63' ? usual.replace('AA1001', 'AA2002') : usual) })
    const short = await oddServer({
      answer: (code, usual) => (code === '63' ? usual.replace('000000000000AO', '00000000AO') : usual),
    })
    for (const { connector } of [other, short]) {
      let said = ''
      for (let tries = 0; tries < 6 && said !== 'rejected'; tries++) said = await end(connector.patronEvidence('1001'))
      expect(said).toBe('rejected')
    }
  })

  test('[SP24] whoever does not answer 35 is asked once', async () => {
    const server = await oddServer({ answer: (code, usual) => (code === '35' ? 'nothing' : usual) }, { endsPatron: true })
    await works(server)
    expect(server.count('35')).toBe(1)
  })
})
