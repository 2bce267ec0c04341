import type { Session } from '../../sync/station/session.ts'
import type { TaskName } from './screen-store.ts'
import type { Station } from './station.ts'

const quietEnoughMs = 60_000

/** Whether loading the page anew would take nothing out of anybody's hands: no patron, no question, nothing half done. */
export function isFree(session: Session, task: TaskName | undefined): boolean {
  const { visit, question, waiting, returnsOnly, stopped } = session
  return !visit && !question && !waiting && !returnsOnly && !stopped && (task === undefined || task === 'sign-in')
}

/** Whether a newer version may come without being asked for: free, nobody signed in (they would have to do it again), and quiet for a minute. */
export function mayComeByItself(session: Session, task: TaskName | undefined, quietMs: number): boolean {
  return isFree(session, task) && session.staff === undefined && quietMs >= quietEnoughMs
}

/** Looks once a second whether a newer version that lies ready may come. Any key, touch or change of the desk starts the minute again. */
export function takeNewVersionWhenQuiet({ desk, screen }: Station): () => void {
  let since = performance.now()
  let before = desk.session().activeAtMs
  const stir = () => {
    since = performance.now()
  }
  const stirring = ['keydown', 'pointerdown'] as const
  for (const event of stirring) document.addEventListener(event, stir, { capture: true })
  const second = setInterval(() => {
    const session = desk.session()
    if (session.activeAtMs !== before) stir()
    before = session.activeAtMs
    const { newVersion, task } = screen.getState()
    if (newVersion && mayComeByItself(session, task, performance.now() - since)) newVersion()
  }, 1000)
  return () => {
    clearInterval(second)
    for (const event of stirring) document.removeEventListener(event, stir, { capture: true })
  }
}
