import { expect, test } from 'vitest'
import type { Slip } from '../../host/slips.ts'
import { createPrintQueue } from './print-queue.ts'

const slip = (text: string): Slip => [{ kind: 'text', text, align: 'left', bold: false, big: false }]
const textOf = ([line]: Slip) => (line?.kind === 'text' ? line.text : '')
const noPaper = Object.assign(new Error('no paper'), { kind: 'no-paper' })
const turns = () => new Promise(resolve => setTimeout(resolve, 5))

test('[HW68] slips come out one after the other, and nobody waits for them', async () => {
  const printed: string[] = []
  const queue = createPrintQueue(async each => void printed.push(textOf(each)))
  queue.add('receipt', slip('a'))
  queue.add('hold', slip('b'))
  expect(queue.getState().jobs).toHaveLength(2)
  await turns()
  expect(printed).toEqual(['a', 'b'])
  expect(queue.getState()).toEqual({ jobs: [], failed: undefined })
})

test('[HW68] one that could not be printed stays, says why, and comes out at the next try, in its place', async () => {
  const printed: string[] = []
  let paper = false
  const queue = createPrintQueue(async each => {
    if (!paper) throw noPaper
    printed.push(textOf(each))
  })
  queue.add('hold', slip('a'))
  await turns()
  queue.add('hold', slip('b'))
  await turns()
  expect(queue.getState()).toMatchObject({ failed: 'no-paper', jobs: [{ kind: 'hold' }, { kind: 'hold' }] })
  paper = true
  queue.retry()
  await turns()
  expect(printed).toEqual(['a', 'b'])
  expect(queue.getState().failed).toBeUndefined()
})

test('[HW68] it is tried again by itself', async () => {
  let tries = 0
  const queue = createPrintQueue(async () => {
    if (++tries < 3) throw noPaper
  }, 2)
  queue.add('transfer', slip('a'))
  while (queue.getState().jobs.length > 0) await turns()
  expect(tries).toBe(3)
})

test('[HW68] what waits can be thrown away', async () => {
  const queue = createPrintQueue(() => Promise.reject(noPaper))
  queue.add('receipt', slip('a'))
  await turns()
  queue.clear()
  expect(queue.getState()).toEqual({ jobs: [], failed: undefined })
})
