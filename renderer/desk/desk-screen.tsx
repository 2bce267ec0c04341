import { type MouseEvent, useEffect } from 'react'
import { useDesk, useStation } from '../store/station.ts'
import { captureKeys } from '../wedge/key-capture.ts'
import { RouteList } from './board.tsx'
import { EnvironmentFrame } from './environment-frame.tsx'
import { FieldBand } from './field-band.tsx'
import { Header } from './header.tsx'
import { KeyStrip } from './key-strip.tsx'
import { LineList } from './line-list.tsx'
import { PatronPanel } from './patron-panel.tsx'
import { RedStop } from './red-stop.tsx'
import { SidePanel } from './side-panel.tsx'
import { VerdictPlane } from './verdict-plane.tsx'

/** The whole desk: the stop sign, three columns of planes, the key strip. */
export function DeskScreen() {
  const station = useStation()
  const stopped = useDesk(({ session }) => session.stopped)
  const lends = useDesk(({ session }) => session.visit !== undefined && !session.returnsOnly)
  const isIdle = useDesk(({ session }) => session.verdict === undefined)
  useEffect(() => captureKeys(station), [station])
  if (stopped) return <RedStop {...stopped} />
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus in the field */}
      <div className="desk" onMouseDown={keepFocus}>
        <Header />
        <PatronPanel />
        <main className={lends ? 'centre' : 'centre is-return'}>
          <FieldBand />
          <VerdictPlane />
          {isIdle ? <RouteList /> : <LineList />}
        </main>
        <SidePanel />
        <KeyStrip />
      </div>
      <EnvironmentFrame />
    </>
  )
}

/** A touch presses, but never takes the focus from the field. */
function keepFocus(event: MouseEvent): void {
  if (!(event.target instanceof HTMLInputElement)) event.preventDefault()
}
