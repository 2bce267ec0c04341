import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './database.node.ts'
import { takingTurns } from './taking-turns.ts'

/** How many of so many pieces were done when something else that had come in got its turn. */
async function doneBefore(pieces: number, piece: () => unknown): Promise<number> {
  let done = 0
  let had: number | undefined
  const others = new Promise<void>(resolve =>
    setImmediate(() => {
      had = done
      resolve()
    }),
  )
  for (; done < pieces; done++) await piece()
  await others
  return had!
}

const busy = () => {
  const began = performance.now()
  while (performance.now() - began < 1);
}

test('[HB61] a long row of work that waits for nothing lets what else has come in have its turn', async () => {
  expect(await doneBefore(100, busy)).toBe(100)
  const turns = takingTurns()
  const before = await doneBefore(100, async () => {
    await turns()
    busy()
  })
  expect(before).toBeLessThan(100)
})

test('[HB61] so does a long row of queries on the embedded database, by one or by several', { timeout: 60_000 }, async () => {
  const database = await openDatabase()
  onTestFinished(() => database.destroy())
  const query = () => database.selectFrom('entries').selectAll().where('barcode', '=', 'X').execute()
  expect(await doneBefore(500, query)).toBeLessThan(500)
  expect(await doneBefore(100, () => Promise.all([query(), query(), query(), query(), query()]))).toBeLessThan(100)
})
