import { createRoot } from 'react-dom/client'
import './look/desk.css'
import { JournalError } from '../sync/journal/journal.ts'
import { StationScreen } from './desk/station-screen.tsx'
import { Drawer } from './drawer/drawer.tsx'
import { openStation } from './open/open-station.dom.ts'
import { Opening, type OpeningState } from './open/opening.tsx'
import { findSurroundings } from './open/where-we-are.dom.ts'

const root = createRoot(document.getElementById('root')!)
const say = (state: OpeningState) => root.render(<Opening state={state} />)

async function start(): Promise<void> {
  say({ kind: 'starting' })
  const surroundings = await findSurroundings()
  const opened = await openStation(surroundings, (state, link, refused) => {
    if (refused) return say({ kind: 'refused', why: refused })
    if (!surroundings.hub) return say({ kind: 'no-hub' })
    say({ kind: 'downloading', megabytes: state.bytesHere / 1e6, here: state.segmentsHere, inAll: state.segmentsInAll, link })
  })
  root.render(<StationScreen station={opened.station}>{opened.drawer && <Drawer devices={opened.drawer} />}</StationScreen>)
}

start().catch((error: unknown) => {
  if (error instanceof JournalError && error.kind === 'locked') return say({ kind: 'second-window' })
  console.error(error)
  say({ kind: 'cannot-open', why: error instanceof Error ? error.message : String(error) })
})
