import { createRoot } from 'react-dom/client'
import './look/desk.css'
import { JournalError } from '../sync/journal/journal.ts'
import { isNoRoom } from '../sync/journal/no-room.ts'
import { Arrival } from './arrival.ts'
import { StationScreen } from './desk/station-screen.tsx'
import { Drawer } from './drawer/drawer.tsx'
import { AfterCrash, lastRecorded, wasLost } from './open/after-crash.tsx'
import { openStation, type Progress } from './open/open-station.dom.ts'
import { Opening, type OpeningState } from './open/opening.tsx'
import { keepBundle } from './open/service-worker.dom.ts'
import { findSurroundings } from './open/where-we-are.dom.ts'
import { takeNewVersionWhenQuiet } from './store/new-version.ts'

const root = createRoot(document.getElementById('root')!)
const bundle = keepBundle()
const say = (state: OpeningState) => root.render(<Opening state={state} />)

async function start(): Promise<void> {
  say({ kind: 'starting' })
  const lost = wasLost()
  const surroundings = await findSurroundings()
  if (lost) return root.render(<AfterCrash last={await lastRecorded(surroundings.station)} />)
  const arrival = new Arrival()
  const progress: Progress = (state, { link, refusedByHub, noRoom }) => {
    if (refusedByHub) return say({ kind: 'refused', why: refusedByHub })
    if (noRoom) return say({ kind: 'full' })
    if (!surroundings.hub) return say({ kind: 'no-hub' })
    const { bytesHere, bytesInAll = 0, segmentsHere: here, segmentsInAll: inAll } = state
    const secondsLeft = arrival.secondsLeft(bytesHere, bytesInAll, performance.now())
    say({ kind: 'downloading', bytesHere, bytesInAll, secondsLeft, here, inAll, link })
  }
  const opened = await openStation(surroundings, progress, ways => say({ kind: 'passphrase', ways }))
  const leave = surroundings.kiosk ? surroundings.leave : undefined
  const station = { ...opened.station, ...(leave && { leave }) }
  root.render(<StationScreen station={station}>{opened.drawer && <Drawer devices={opened.drawer} />}</StationScreen>)
  bundle.onNewer(newVersion => station.screen.setState({ newVersion }))
  // A new version asks for the passphrase again: it comes when somebody is there to give it.
  if (!station.passphrase?.isSet) takeNewVersionWhenQuiet(station)
}

start().catch((error: unknown) => {
  // There is no desk to disturb, and the newer bundle may be the one that opens.
  bundle.onNewer(take => take())
  if (error instanceof JournalError && error.kind === 'locked') return say({ kind: 'second-window' })
  console.error(error)
  if (isNoRoom(error) || (error instanceof JournalError && error.kind === 'full')) return say({ kind: 'full' })
  say({ kind: 'cannot-open', why: error instanceof Error ? error.message : String(error) })
})
