import { systemClock } from '../../../host/system-clock.ts'
import { openMemoryJournal } from '../../journal/memory-journal.ts'
import { openMemoryRegister } from '../../register/memory-register.ts'
import { createSyncClient } from '../../station/create-sync-client.ts'
import type { Desk } from '../../station/desk.ts'
import { openDesk } from '../../station/open-desk.ts'
import type { Choice } from '../../station/session.ts'
import { memoryStationStore } from '../../station/station-store.ts'
import type { RunningHub } from '../start-hub.node.ts'

export interface DeskOnHub {
  readonly desk: Desk
  scan(text: string): Promise<string>
  answer(id: Choice['id'], reason?: Choice['reason']): Promise<string>
  /** Shape and word of the verdict, with its code, or what is asked, and the day or number that it tells. */
  said(): string
  /** Everything goes home; resolves when each entry has an outcome. */
  home(): Promise<readonly string[]>
}

/** A whole station without a screen, over HTTP on a running hub, with the register fetched. */
export async function openDeskOn(hub: RunningHub, station = 'bus-1'): Promise<DeskOnHub> {
  const clock = systemClock()
  const journal = await openMemoryJournal({ station })
  const register = await openMemoryRegister()
  const line = { hubUrl: hub.address, token: hub.token, station, journal, register, store: memoryStationStore(), clock, fetch }
  const sync = createSyncClient({ ...line, random: () => 0.5 })
  const desk = await openDesk({ station, journal, register, clock, sync, appVersion: 'test', tickMs: 0 })
  await desk.syncNow()
  const said = () => {
    const { verdict } = desk.session()
    if (!verdict) return ''
    const { shape, word, code, fact } = verdict
    const { value } = fact ?? {}
    const told = value?.kind === 'day' ? value.day : value?.kind === 'hold-number' ? value.number : undefined
    return [shape, word.key.replace('verdict.', ''), code, told].filter(Boolean).join(' ')
  }
  return {
    desk,
    said,
    async scan(text) {
      await desk.dispatch({ type: 'scan', scan: { text, source: { device: 'script' } } })
      return said()
    },
    async answer(id, reason) {
      const choices = desk.session().question?.choices ?? []
      const choice = choices.findIndex(one => one.id === id && (reason === undefined || one.reason === reason))
      if (choice < 0) throw new Error(`nothing asked that ${id} answers: ${choices.map(one => one.id).join(', ')}`)
      await desk.dispatch({ type: 'answer', choice })
      return said()
    },
    async home() {
      for (let tries = 0; tries < 100; tries++) {
        await desk.syncNow()
        const { unsent, awaitingOutcome } = desk.status()
        if (unsent === 0 && awaitingOutcome === 0) break
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      return [...sync.state().outcomes.values()].map(({ outcome }) =>
        [outcome.kind, ...('notes' in outcome ? outcome.notes.map(({ code }) => code) : [])].join(' '),
      )
    },
  }
}
