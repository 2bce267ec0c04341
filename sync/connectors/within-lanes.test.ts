import { expect, test } from 'vitest'
import type { Connector } from './connector.ts'
import { withinLanes } from './within-lanes.ts'

/** A system that answers when it is told to, and knows how many calls are under way. */
function slowSystem(lanes: number) {
  const answers: (() => void)[] = []
  const asked: string[] = []
  const call = async (what: string) => {
    asked.push(what)
    await new Promise<void>(resolve => answers.push(resolve))
    if (what.startsWith('broken')) throw new Error(what)
    return what as never
  }
  const system = {
    name: 'slow',
    can: { lanes },
    itemEvidence: call,
    patronEvidence: call,
    copiesOf: call,
    apply: (_actions: unknown, mark: string) => call(mark),
    wasApplied: call,
  } as unknown as Connector
  const answerNext = async () => {
    answers.shift()!()
    await new Promise(resolve => setTimeout(resolve))
  }
  return { system, asked, answerNext }
}

test('[RP104] calls beyond the lanes wait their turn, whatever they ask, the longest first', async () => {
  const { system, asked, answerNext } = slowSystem(2)
  const bounded = withinLanes(system)
  const all = Promise.all([
    bounded.itemEvidence('first'),
    bounded.apply([], 'second'),
    bounded.patronEvidence('third'),
    bounded.wasApplied('fourth'),
    bounded.copiesOf('fifth'),
  ])
  expect(asked).toEqual(['first', 'second'])
  await answerNext()
  expect(asked).toEqual(['first', 'second', 'third'])
  for (let left = 4; left > 0; left--) await answerNext()
  expect(await all).toEqual(['first', 'second', 'third', 'fourth', 'fifth'])
})

test('[RP104] a call that fails gives its lane back', async () => {
  const { system, asked, answerNext } = slowSystem(1)
  const bounded = withinLanes(system)
  const broken = expect(bounded.copiesOf('broken')).rejects.toThrow('broken')
  const next = bounded.itemEvidence('next')
  expect(asked).toEqual(['broken'])
  await answerNext()
  await broken
  await answerNext()
  expect(await next).toBe('next')
})
