import { expect, test } from 'vitest'
import type { Bridge, HubState } from './calls.ts'
import { FollowedHub } from './over-bridge.ts'

function follow() {
  let tell: (state: HubState) => void = () => {}
  const bridge = {
    on(_: string, listener: typeof tell) {
      tell = listener
    },
  } as unknown as Bridge
  const hub = new FollowedHub(bridge)
  const seen: HubState[] = []
  return { hub, seen, tell: (state: HubState) => tell(state), listen: () => hub.onState(state => seen.push(state)) }
}

test('what the app said of its hub, and every change after it, is heard', () => {
  const { hub, seen, tell, listen } = follow()
  hub.asked('restarting')
  listen()
  tell('running')
  expect(seen).toEqual(['restarting', 'running'])
})

test('a change that came while the page was opening is not missed, and wins over an older answer', () => {
  const { hub, seen, tell, listen } = follow()
  tell('running')
  hub.asked('restarting')
  listen()
  expect(seen).toEqual(['running'])
})
