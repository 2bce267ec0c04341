import { routeOf, todayOf } from '../desk/place.ts'
import type { TaskName } from './screen-store.ts'
import type { Station } from './station.ts'

/** Planes that need nobody to be signed in. */
const open: readonly TaskName[] = ['sign-in', 'help', 'settings', 'devices', 'leave-kiosk']

/**
 * Before anything is lent somebody signs in, and then says once where the desk stands. Opens those planes when they are due; a scan or Esc passes
 * the stop by. Returns the function that stops.
 */
export function openWhatComesFirst({ deskStore, screen }: Station): () => void {
  let asked = false
  const look = () => {
    const { session, settings, now } = deskStore.getState()
    const { task } = screen.getState()
    if (session.stopped) return
    const nobody = settings.staff.length > 0 && !session.staff
    if (nobody) {
      // Nobody looks a patron up before saying who they are.
      if (task === undefined || !open.includes(task)) screen.open('sign-in')
      return
    }
    const route = routeOf(settings, session.branch, todayOf(settings, session.branch, now))
    if (!asked && session.stopId === undefined && route.length > 0 && (task === undefined || task === 'sign-in')) {
      asked = true
      screen.open('stops')
    }
  }
  let signedIn = deskStore.getState().session.staff?.staffId
  const follow = () => {
    const staffId = deskStore.getState().session.staff?.staffId
    if (staffId !== signedIn && staffId !== undefined && screen.getState().task === 'sign-in') screen.close()
    signedIn = staffId
    look()
  }
  const parts = [deskStore.subscribe(follow), screen.subscribe(look)]
  look()
  return () => {
    for (const part of parts) part()
  }
}
