import type { StoreApi } from 'zustand'
import type { DeskState } from './desk-store.ts'

/** Longest wait for a frame, in milliseconds: a window that nobody sees draws none. */
const patience = 100

/**
 * Keeps `follower` at what `desk` says; where a new verdict came, only after the frame that shows it, so that the verdict waits for nothing else to
 * be drawn. Returns how to stop it.
 */
export function followRightAfter(desk: StoreApi<DeskState>, follower: StoreApi<DeskState>): () => void {
  let frame = 0
  let timer = 0
  const catchUp = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = timer = 0
    follower.setState(desk.getState(), true)
  }
  const follow = (now: DeskState, before: DeskState) => {
    if (timer) return
    if (now.session.verdict?.number === before.session.verdict?.number) return catchUp()
    timer = window.setTimeout(catchUp, patience)
    // The first is called before the frame with the verdict is drawn, the second before the one after it.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(catchUp)
    })
  }
  const stop = desk.subscribe(follow)
  catchUp()
  return () => {
    stop()
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
