import { entryKey } from '../../circulation/transaction.ts'
import type { SmallWorld } from './small-world.ts'

/** What truly happened, a line for each act, with what the hub made of it: for people who look into a failing day. */
export async function tell(world: SmallWorld, about?: string): Promise<readonly string[]> {
  const stored = new Map((await world.hub.stores.entries()).map(one => [entryKey(one.id), one]))
  return world.events
    .filter(event => !about || JSON.stringify(event).includes(about))
    .map(event => {
      const { at, key, ...what } = event
      const { outcome, receivedAt } = stored.get(key) ?? {}
      const came = receivedAt ? `  home ${receivedAt.slice(5, 19)}  ${JSON.stringify(outcome)}` : ''
      return `${new Date(at).toISOString().slice(5, 23)}  ${key}  ${Object.values(what).join(' ')}${came}`
    })
}
