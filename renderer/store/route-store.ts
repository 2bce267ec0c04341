import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Hold } from '../../circulation/truth.ts'
import type { Desk } from '../../sync/station/desk.ts'
import { routeOf, todayOf } from '../desk/place.ts'

export interface RouteState {
  /** Holds to be fetched by their holders, by stop id; `''` for a branch without stops. */
  readonly holds: Readonly<Record<string, readonly Hold[]>>
}

export interface RouteStore extends StoreApi<RouteState> {
  close(): void
}

const afterVerdictMs = 100

/** The holds that wait along today's route. Asked again when the place, the register or what was lent has changed. */
export function createRouteStore(desk: Desk, now: () => string): RouteStore {
  const store = createStore<RouteState>(() => ({ holds: {} }))
  let last = ''
  let closed = false
  const follow = async () => {
    const { branch, stopId, lines } = desk.session()
    const settings = desk.settings()
    const ids = routeOf(settings, branch, todayOf(settings, branch, now())).map(({ stop }) => stop.stopId)
    const stops = stopId === undefined ? ids : [...new Set([stopId, ...ids])]
    const version = [branch, desk.status().register.version, lines.length, ...stops].join(' ')
    if (version === last) return
    last = version
    const places = stops.length > 0 ? stops : ['']
    const found = await Promise.all(places.map(async id => [id, await desk.holdsAt(branch, id || undefined)] as const))
    if (!closed && version === last) store.setState({ holds: Object.fromEntries(found) })
  }
  // The board can wait until what was scanned is on the screen.
  let soon: ReturnType<typeof setTimeout> | undefined
  const unsubscribe = desk.subscribe(() => {
    soon ??= setTimeout(() => {
      soon = undefined
      void follow()
    }, afterVerdictMs)
  })
  void follow()
  return Object.assign(store, {
    close: () => {
      closed = true
      clearTimeout(soon)
      unsubscribe()
    },
  })
}
