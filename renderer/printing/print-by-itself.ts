import type { i18n } from 'i18next'
import type { StoreApi } from 'zustand/vanilla'
import { formatsOf } from '../i18n/formats.ts'
import type { DeskState } from '../store/desk-store.ts'
import type { ScreenStore } from '../store/screen-store.ts'
import { type Printing, type Say, slipOf } from './printing.ts'
import { asideSlip, linesOfVisit, receiptContent, type Whose } from './slip-content.ts'

interface Followed {
  readonly deskStore: StoreApi<DeskState>
  readonly screen: ScreenStore
  readonly printing: Printing
}

/**
 * Prints what nobody has to ask for: the slip of a returned book that is put aside, and the receipt of a visit that has ended, as this station is set.
 * Only what is recorded is printed. Returns the function that stops.
 */
export function printByItself({ deskStore, screen, printing }: Followed, texts: i18n): () => void {
  const { queue } = printing
  if (!queue) return () => {}
  const say: Say = (key, values) => texts.t(key, { ...values, lng: screen.getState().language })
  const done = new Set(deskStore.getState().session.lines.map(line => line.lineId))
  let open: Whose | undefined = deskStore.getState().session.visit

  const printAside = () => {
    const state = deskStore.getState()
    const fresh = state.session.lines.filter(line => line.entry && !done.has(line.lineId))
    for (const line of [...fresh].reverse()) {
      done.add(line.lineId)
      const slip = asideSlip(state, line, formatsOf(screen.getState().language))
      if (slip && screen.getState().printSlips) queue.add(slip.kind, slipOf(printing, slip.kind, slip.content, say))
    }
  }
  const printReceipt = () => {
    const state = deskStore.getState()
    const { visit } = state.session
    const ended = open && open.visitId !== visit?.visitId ? open : undefined
    open = visit
    if (!ended || !screen.getState().printReceipt || linesOfVisit(state, ended.visitId).length === 0) return
    const content = receiptContent(state, ended, formatsOf(screen.getState().language))
    queue.add('receipt', slipOf(printing, 'receipt', content, say))
  }
  return deskStore.subscribe(() => {
    printAside()
    printReceipt()
  })
}
