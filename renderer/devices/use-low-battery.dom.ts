import { useEffect, useState } from 'react'

/** What Chromium tells of the machine's battery; other browsers tell nothing. */
interface Battery extends EventTarget {
  readonly charging: boolean
  /** 0 to 1. */
  readonly level: number
}

/** Under this, and not charging, somebody has to be told: a kiosk shows no battery of its own. */
const low = 0.2

/** What is left in per cent while it is little and not being charged; undefined otherwise, and where nobody can say. */
export function useLowBattery(): number | undefined {
  const [left, setLeft] = useState<number>()
  useEffect(() => {
    let battery: Battery | undefined
    let isOver = false
    const look = () => {
      if (battery) setLeft(!battery.charging && battery.level <= low ? Math.round(battery.level * 100) : undefined)
    }
    const told = 'getBattery' in navigator ? (navigator.getBattery as () => Promise<Battery>)() : Promise.resolve(undefined)
    told.then(
      found => {
        if (isOver || !found) return
        battery = found
        for (const event of changes) found.addEventListener(event, look)
        look()
      },
      () => undefined,
    )
    return () => {
      isOver = true
      for (const event of changes) battery?.removeEventListener(event, look)
    }
  }, [])
  return left
}

const changes = ['levelchange', 'chargingchange'] as const
