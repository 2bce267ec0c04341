import { lazy, type MouseEvent, Suspense, useEffect, useState } from 'react'
import { DeskError } from '../../sync/station/desk.ts'
import { useHasCamera } from '../camera/use-has-camera.ts'
import { StationContext, useDesk, useScreen, useStation } from '../store/station.ts'
import { openWhatComesFirst } from '../store/what-comes-first.ts'
import { OpenTask } from '../tasks/open-task.tsx'
import { captureKeys, focusField } from '../wedge/key-capture.ts'
import { RouteList } from './board.tsx'
import { EnvironmentFrame } from './environment-frame.tsx'
import { FieldBand } from './field-band.tsx'
import { Header } from './header.tsx'
import { KeyStrip } from './key-strip.tsx'
import { LineList } from './line-list.tsx'
import { PatronPanel } from './patron-panel.tsx'
import { RedStop } from './red-stop.tsx'
import { SidePanel } from './side-panel.tsx'
import { useLaterStation } from './use-later-station.ts'
import { VerdictPlane } from './verdict-plane.tsx'

/** Loaded when it is first switched on: the desk's start does not wait for it. */
const CameraEye = lazy(() => import('../camera/camera-eye.tsx'))

/** The whole desk: the stop sign, three columns of planes, the key strip; a task lies over the middle. */
export function DeskScreen() {
  const station = useStation()
  const later = useLaterStation()
  const stopped = useDesk(({ session }) => session.stopped)
  const lends = useDesk(({ session }) => session.visit !== undefined && !session.returnsOnly)
  const isIdle = useDesk(({ session }) => session.verdict === undefined)
  const task = useScreen(state => state.task)
  const hasCamera = useHasCamera()
  const cameraOn = useScreen(state => state.cameraOn)
  useEffect(() => captureKeys(station), [station])
  useFailedActs()
  useEffect(() => openWhatComesFirst(station), [station])
  useEffect(() => {
    if (!task) focusField()
  }, [task])
  if (stopped) return <RedStop {...stopped} />
  const isCovered = task === 'sign-in'
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus in the field */}
      <div className="desk" onMouseDown={keepFocus}>
        <StationContext value={later}>
          <Header />
          <PatronPanel inert={isCovered} />
        </StationContext>
        <main className={lends ? 'centre' : 'centre is-return'} inert={task !== undefined}>
          <FieldBand />
          <VerdictPlane />
          <StationContext value={later}>{isIdle ? <RouteList /> : <LineList />}</StationContext>
        </main>
        <StationContext value={later}>
          <SidePanel inert={isCovered} />
          <KeyStrip />
        </StationContext>
        <OpenTask />
        {hasCamera && cameraOn && (
          <Suspense>
            <CameraEye />
          </Suspense>
        )}
      </div>
      <EnvironmentFrame />
    </>
  )
}

/** An act that came to nothing must not be silent: the page falls to where it says what is safe. */
function useFailedActs(): void {
  const [, fall] = useState<never>()
  useEffect(() => {
    const onRejected = ({ reason }: PromiseRejectionEvent) => {
      if (reason instanceof DeskError)
        fall(() => {
          throw reason
        })
    }
    window.addEventListener('unhandledrejection', onRejected)
    return () => window.removeEventListener('unhandledrejection', onRejected)
  }, [])
}

/** A touch presses, but never takes the focus from the field. */
function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && !event.target.closest('input, .task')) event.preventDefault()
}
