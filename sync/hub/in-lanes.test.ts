import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inLanes } from './in-lanes.ts'

interface Piece {
  readonly place: number
  readonly keys: readonly string[]
}

const queues = fc
  .array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 3 }), { maxLength: 30 })
  .map(all => all.map((keys, place): Piece => ({ place, keys })))

test('[RP100] whatever takes how long: what shares a key keeps the order, never at once, and never more at once than there are lanes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), queues, fc.integer({ min: 1, max: 5 }), async (scheduler, queue, lanes) => {
      const atWork = new Set<Piece>()
      const ended: Piece[] = []
      const clashes: unknown[] = []
      const done = inLanes(queue, {
        lanes,
        keys: ({ keys }) => keys,
        async run(piece) {
          for (const other of atWork) if (other.keys.some(key => piece.keys.includes(key))) clashes.push([other, piece])
          atWork.add(piece)
          if (atWork.size > lanes) clashes.push(atWork.size)
          await scheduler.schedule(Promise.resolve(), String(piece.place))
          atWork.delete(piece)
          ended.push(piece)
          return 'done'
        },
      })
      await scheduler.waitFor(done)
      expect(clashes).toEqual([])
      expect(ended).toHaveLength(queue.length)
      for (const key of 'abcdef') {
        const places = ended.filter(({ keys }) => keys.includes(key)).map(({ place }) => place)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
      }
    }),
  )
})

test('[RP100] what is independent is at work at the same time', async () => {
  let most = 0
  let now = 0
  const queue = ['a', 'b', 'a', 'c', 'd']
  const run = async () => {
    most = Math.max(most, ++now)
    await new Promise(resolve => setImmediate(resolve))
    now--
    return 'done' as const
  }
  await inLanes(queue, { lanes: 4, keys: letter => [letter], run })
  expect(most).toBe(4)
})

test('[RP101] what cannot begin yet is tried again, and only what shares a key with it waits', async () => {
  const ended: string[] = []
  let free = false
  await inLanes(['a1', 'b1', 'a2', 'b2'], {
    lanes: 2,
    keys: name => [name[0]!],
    run: async name => {
      if (name === 'a1' && !free) return 'later'
      ended.push(name)
      return 'done'
    },
    pause: async () => {
      free = true
    },
  })
  expect(ended).toEqual(['b1', 'b2', 'a1', 'a2'])
})

test('[RP102] what throws begins no more, lets those in hand end, and is thrown on', async () => {
  const ended: string[] = []
  const run = async (name: string) => {
    if (name === 'broken') throw new Error('disk full')
    await new Promise(resolve => setTimeout(resolve, 5))
    ended.push(name)
    return 'done' as const
  }
  await expect(inLanes(['slow', 'broken', 'never'], { lanes: 2, keys: name => [name], run })).rejects.toThrow('disk full')
  expect(ended).toEqual(['slow'])
})
