import { Workbox } from 'workbox-window'

/** Puts the newer bundle into use: the page is loaded anew. */
export type Take = () => void

/** The bundle that this browser keeps for days without a hub. */
export interface KeptBundle {
  /** Called once for each newer bundle that lies ready, also for one that came before. Nothing is taken into use by itself. */
  onNewer(listener: (take: Take) => void): void
}

const hourMs = 3_600_000

/**
 * Lets Workbox keep the built bundle in this browser, and looks for a newer one every hour. Does nothing while developing, on the desktop (its files are
 * local, and Cache knows no `app:` addresses) and where the browser has no service workers.
 */
export function keepBundle(): KeptBundle {
  const listeners = new Set<(take: Take) => void>()
  let newer: Take | undefined
  if (import.meta.env.PROD && /^https?:$/.test(location.protocol) && 'serviceWorker' in navigator)
    watch(take => {
      newer = take
      for (const listener of listeners) listener(take)
    })
  return {
    onNewer(listener) {
      listeners.add(listener)
      if (newer) listener(newer)
    },
  }
}

function watch(say: (take: Take) => void): void {
  const workbox = new Workbox('./sw.js')
  let asked = false
  let controlled = navigator.serviceWorker.controller !== null
  workbox.addEventListener('waiting', () =>
    say(() => {
      asked = true
      workbox.messageSkipWaiting()
    }),
  )
  workbox.addEventListener('controlling', () => {
    if (asked) location.reload()
    // Another window took it: this page is the old one until it is loaded anew.
    else if (controlled) say(() => location.reload())
    controlled = true
  })
  const look = (looking: Promise<unknown>) => void looking.catch(error => console.info('no newer bundle was looked for:', error))
  look(workbox.register({ immediate: true }))
  setInterval(() => look(workbox.update()), hourMs)
}
