import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PatronFacts } from '../../circulation/truth.ts'
import type { Clock } from '../../host/clock.ts'
import type { LibrarySettings } from '../../sync/register/register.ts'
import type { Desk, StationStatus } from '../../sync/station/desk.ts'
import type { Session } from '../../sync/station/session.ts'

/** What the screen draws from: the desk's own word, and the patrons who are on the screen. */
export interface DeskState {
  readonly session: Session
  readonly status: StationStatus
  readonly settings: LibrarySettings
  /** By patron id: the open patron, the last five, whoever the verdict names. */
  readonly patrons: Readonly<Record<string, PatronFacts>>
  /** The machine's wall clock, drawn once a second at most. */
  readonly now: string
}

export interface DeskStore extends StoreApi<DeskState> {
  close(): void
}

/** Follows a desk. What it shows is only ever what the desk has shown: nothing is made up here. */
export function createDeskStore(desk: Desk, clock: Clock): DeskStore {
  const store = createStore<DeskState>(() => ({ ...drawn(desk), patrons: {}, now: clock.now() }))
  let closed = false
  let asked = 0
  let standing = ''

  /** The desk says every second that nothing has changed; patrons are read again only when something has. */
  const fetchPatrons = async () => {
    const { session, status } = store.getState()
    const ids = patronsOf(session)
    const now = [status.register.version, session.lines.length, session.lines[0]?.lineId, ...ids].join(' ')
    if (now === standing) return
    standing = now
    const turn = ++asked
    const facts = await Promise.all(ids.map(async id => [id, await desk.patronFacts(id)] as const))
    if (closed || turn !== asked) return
    store.setState({
      patrons: Object.fromEntries(facts.filter((pair): pair is readonly [string, PatronFacts] => pair[1] !== undefined)),
    })
  }
  const follow = () => {
    store.setState(drawn(desk))
    void fetchPatrons()
  }
  const unsubscribe = desk.subscribe(follow)
  const second = setInterval(() => {
    const now = clock.now()
    if (now.slice(0, 16) !== store.getState().now.slice(0, 16)) store.setState({ now })
  }, 1000)
  void fetchPatrons()

  return Object.assign(store, {
    close: () => {
      closed = true
      unsubscribe()
      clearInterval(second)
    },
  })
}

const drawn = (desk: Desk): Pick<DeskState, 'session' | 'status' | 'settings'> => ({
  session: desk.session(),
  status: desk.status(),
  settings: desk.settings(),
})

function patronsOf({ visit, recent, verdict }: Session): readonly string[] {
  const ids = [visit?.patronId, verdict?.patronId, ...recent.map(({ patronId }) => patronId)]
  return [...new Set(ids.filter(id => id !== undefined))]
}
