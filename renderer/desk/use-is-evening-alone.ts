import { useEffect, useState } from 'react'
import { Temporal } from 'temporal-polyfill'
import { useDesk, useScreen, useStation } from '../store/station.ts'
import { zoneOf } from './place.ts'

/** From this hour on the day is offered to be carried home. */
const eveningFrom = 16

/**
 * Whether it is evening and acts lie on this machine alone, in one copy: then a stick is the second. Not again once a file was written that holds them all.
 */
export function useIsEveningAlone(): boolean {
  const { home } = useStation()
  const now = useDesk(state => state.now)
  const zone = useDesk(({ settings, session }) => zoneOf(settings, session.branch))
  const unsent = useDesk(({ status }) => status.unsent)
  const copies = useDesk(({ status }) => status.copies.kind)
  const task = useScreen(state => state.task)
  const isDue = copies !== 'two' && unsent > 0 && Temporal.Instant.from(now).toZonedDateTimeISO(zone).hour >= eveningFrom
  const [alone, setAlone] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file may have been written in the task that was open
  useEffect(() => {
    let isOver = false
    if (!isDue || !home) return setAlone(false)
    void home.isToCarry().then(is => {
      if (!isOver) setAlone(is)
    })
    return () => {
      isOver = true
    }
  }, [home, isDue, unsent, task])
  return alone
}
