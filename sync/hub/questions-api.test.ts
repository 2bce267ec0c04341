import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Transaction } from '../../circulation/transaction.ts'
import { type RunningHub, startHub } from './start-hub.node.ts'
import { temporaryFolder } from './testing/hub-process.node.ts'
import { Asker, run } from './testing/station.ts'

const back: Transaction = { kind: 'checkin', barcode: 'NOSUCH1', destination: { kind: 'look-at', why: 'unknown-item' } }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let hub: RunningHub
let asker: Asker

beforeAll(async () => {
  folder = await temporaryFolder()
  hub = await startHub({ data: folder.path, port: 0, officeAnswersRestMs: 0 })
  asker = new Asker(hub.address, hub.token)
}, 60_000)

afterAll(async () => {
  await hub?.stop()
  await folder?.remove()
}, 60_000)

/** An entry that asks a person, on a station of its own. */
async function asked(station: string) {
  const [entry] = run([back], { station })
  await asker.upload([entry!], { station, epoch: entry!.epoch })
  const question = await vi.waitUntil(async () => (await asker.get('/api/questions')).body.questions.find(isOf(station)), 20_000)
  return { entry: entry!, question }
}

const isOf = (station: string) => (one: { id: { station: string } }) => one.id.station === station

async function outcomeOf(station: string, kind: string) {
  return vi.waitUntil(async () => {
    const { outcomes } = (await asker.get(`/api/stations/${station}/outcomes?since=0`)).body
    return outcomes.find((one: { outcome: { kind: string } }) => one.outcome.kind === kind)
  }, 20_000)
}

test('[HB19] an office desk sees what waits, answers it, and the station is told', async () => {
  const { entry, question } = await asked('bus-1')
  const { station, epoch, sequence } = entry
  expect(question).toMatchObject({
    id: { station, epoch, sequence },
    hash: entry.hash,
    asked: { question: 'unknown-item' },
    scan: { transaction: { barcode: 'NOSUCH1' } },
    alike: 'unknown-item NOSUCH1',
  })
  const answer = { target: { station, epoch, sequence }, question: 'unknown-item', choice: 'write-off', staffId: 'oula' }
  const filed = await asker.post('/api/questions/answers', answer)
  expect([filed.status, filed.body.answer.station]).toEqual([200, 'hub.office'])
  expect((await outcomeOf('bus-1', 'history-only')).outcome).toMatchObject({ answered: { choice: 'write-off' } })
  expect((await asker.post('/api/questions/answers', answer)).status).toBe(409)
  expect((await asker.get('/api/questions')).body.questions.find(isOf('bus-1'))).toBeUndefined()
})

test('[HB19] what cannot be filed is refused with the reason', async () => {
  const { entry } = await asked('bus-2')
  const { station, epoch, sequence } = entry
  const target = { station, epoch, sequence }
  const tries = [
    [{ target: { ...target, sequence: 99 }, question: 'unknown-item', choice: 'write-off' }, 404, 'no-such-entry'],
    [{ target, question: 'order-unclear', choice: 'take-back' }, 409, 'not-asked'],
    [{ target, question: 'unknown-item', choice: 'lend-anyway' }, 409, 'not-on-offer'],
    [{ target, question: 'unknown-item', choice: 'correct-barcode' }, 400, 'number-missing'],
    [{ target }, 400, 'answer'],
  ] as const
  for (const [body, status, code] of tries) {
    const refused = await asker.post('/api/questions/answers', body)
    expect([refused.status, refused.body.code]).toEqual([status, code])
  }
})

test('[HB19] several are answered at once, each by itself; nobody answers who is not on the list', async () => {
  const ids = [(await asked('bus-6')).question, (await asked('bus-7')).question].map(({ id }) => id)
  const of = (choice: string, staffId = 'oula') => ids.map(target => ({ target, question: 'unknown-item', choice, staffId }))
  const stranger = await asker.post('/api/questions/answers/all', { answers: of('write-off', 'nobody') })
  expect([stranger.status, stranger.body.code]).toEqual([400, 'staff'])
  const none = { target: { ...ids[0], sequence: 77 }, question: 'unknown-item', choice: 'write-off' }
  const { body } = await asker.post('/api/questions/answers/all', { answers: [...of('write-off'), none] })
  expect(body.filed).toMatchObject([{ kind: 'filed' }, { kind: 'filed' }, { kind: 'not-filed', why: 'no-such-entry' }])
  expect((await outcomeOf('bus-6', 'history-only')).outcome).toMatchObject({ answered: { choice: 'write-off' } })
  expect((await outcomeOf('bus-7', 'history-only')).outcome).toMatchObject({ answered: { choice: 'write-off' } })
})

test('[RP74] an answer that waits is taken back and does nothing; one that was carried out stands', async () => {
  const { entry, question } = await asked('bus-8')
  const office = (paused: boolean) => asker.post('/api/office/brake', { by: 'Maija', change: { paused } })
  await office(true)
  const given = { target: question.id, question: 'unknown-item', choice: 'quick-add', staffId: 'oula' }
  const first = (await asker.post('/api/questions/answers', given)).body.answer
  const open = async () => (await asker.get('/api/questions')).body.questions.find(isOf('bus-8'))
  expect(await open()).toMatchObject({ answered: { answer: first, choice: 'quick-add', staffId: 'oula' } })
  const back = await asker.post('/api/questions/answers/taken-back', { answers: [first], staffId: 'oula' })
  expect(back.body).toEqual({ takenBack: [first], tooLate: [] })
  expect((await open()).answered).toBeUndefined()
  const second = (await asker.post('/api/questions/answers', { ...given, choice: 'write-off' })).body.answer
  await office(false)
  expect((await outcomeOf('bus-8', 'history-only')).outcome).toMatchObject({ answered: { choice: 'write-off' } })
  const late = await asker.post('/api/questions/answers/taken-back', { answers: [second], staffId: 'oula' })
  expect(late.body).toEqual({ takenBack: [], tooLate: [second] })
  const steps = await stepsSeen(asker, `?station=hub.office&epoch=${first.epoch}&sequence=${first.sequence}`)
  expect(steps.at(-1)!.detail).toMatchObject({ outcome: { notes: [{ code: 'erased-before-upload' }] } })
  expect(entry.hash).toBe(question.hash)
})

test("[HB19] a station's token sees and answers nothing here, and nobody is enrolled as the hub's own station", async () => {
  const enrolled = await asker.post('/api/stations/bus-3/enrol', {})
  const station = new Asker(hub.address, enrolled.body.token)
  expect((await station.get('/api/questions')).status).toBe(403)
  expect((await station.post('/api/questions/answers', {})).status).toBe(403)
  expect((await asker.post('/api/stations/hub.office/enrol', {})).status).toBe(403)
})

test('[HB20] every step of a transaction is told: scanned, received, each outcome with its evidence', async () => {
  const { entry } = await asked('bus-4')
  const { station, epoch, sequence } = entry
  await asker.post('/api/questions/answers', {
    target: { station, epoch, sequence },
    question: 'unknown-item',
    choice: 'quick-add',
  })
  await outcomeOf('bus-4', 'applied-with-note')
  const steps = await stepsSeen(asker, '?station=bus-4')
  expect(steps.map(({ step }) => step)).toEqual(['scanned', 'received', 'outcome', 'sent', 'outcome'])
  expect(steps[0]).toMatchObject({ station, sequence, hash: entry.hash, detail: { transaction: { barcode: 'NOSUCH1' } } })
  expect(steps[2]!.detail).toMatchObject({ outcome: { question: 'unknown-item' }, because: { item: 'unknown' } })
  expect(steps[3]!.detail).toMatchObject({ actions: [{ kind: 'add-item' }, { kind: 'take-in' }, { kind: 'record-scan' }] })
  expect(steps[4]!.detail).toMatchObject({ outcome: { answered: { choice: 'quick-add' } } })
  const office = await stepsSeen(asker, '?station=hub.office')
  expect(office.filter(({ step }) => step === 'scanned').length).toBeGreaterThan(0)
  const enrolled = await asker.post('/api/stations/bus-5/enrol', {})
  const other = new Asker(hub.address, enrolled.body.token)
  expect((await other.get('/api/audit?station=bus-4')).status).toBe(403)
  expect(await stepsSeen(other, '')).toEqual([])
})

async function stepsSeen(who: Asker, query: string) {
  const response = await fetch(new URL(`/api/audit${query}`, hub.address), { headers: { Authorization: `Bearer ${who.token}` } })
  const lines = (await response.text()).split('\n').filter(line => line !== '')
  return lines.map(line => JSON.parse(line) as { step: string; detail: object })
}
