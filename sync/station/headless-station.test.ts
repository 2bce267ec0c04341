import { expect, test } from 'vitest'
import { type Answer, runHeadless } from './headless-station.ts'
import { openTestStation } from './testing/station.ts'

async function run(...lines: readonly string[]): Promise<readonly (Partial<Answer> & { error?: string; status?: unknown })[]> {
  const at = await openTestStation()
  const out: string[] = []
  await runHeadless(
    at.desk,
    (async function* () {
      yield* lines
    })(),
    line => out.push(line),
  )
  return out.map(line => JSON.parse(line))
}

test('[DS33] one line out for each line in: verdict, question, sounds and what was recorded', async () => {
  const [card, book, foreign, answer] = await run('{"scan":"2001"}', '{"scan":"3001"}', '{"scan":"3006"}', '{"answer":"lend"}')
  expect(card).toMatchObject({ patronId: 'anna', sounds: ['patron'], entries: [] })
  expect(book).toMatchObject({ verdict: { shape: 'yes' }, sounds: ['yes'] })
  expect(book?.entries?.map(({ sequence, transaction }) => [sequence, transaction.kind])).toEqual([
    [2, 'checkout'],
    [3, 'security-job'],
  ])
  expect(foreign).toMatchObject({ question: { about: 'lend-to-open-patron' } })
  expect(answer?.entries?.[0]?.transaction.kind).toBe('checkout')
})

test('[DS33] answers by key number, any event as it is, and the status', async () => {
  const out = await run(
    '{"scan":"2001"}',
    '{"scan":"3006"}',
    '{"answer":1}',
    '{"finish":true}',
    '',
    '{"type":"open-patron","patronId":"bea"}',
    '{"status":true}',
  )
  expect(out).toHaveLength(6)
  expect(out[2]?.question).toBeUndefined()
  expect(out[3]?.patronId).toBeUndefined()
  expect(out[4]).toMatchObject({ patronId: 'bea' })
  expect(out[5]).toMatchObject({ status: { link: 'none', unsent: 1 } })
})

test('[DS33] a line that cannot be read is told, and the next one is taken', async () => {
  const out = await run(
    'scan 3001',
    '[1]',
    '{"scan":3001}',
    '{"type":"explode"}',
    '{"answer":"lend"}',
    '{"type":"scan"}',
    '{"type":"renew"}',
    '{"scan":"3006"}',
  )
  expect(out.slice(0, 7).map(({ error }) => typeof error)).toEqual(Array(7).fill('string'))
  expect(out[7]).toMatchObject({ verdict: { shape: 'yes' } })
})
