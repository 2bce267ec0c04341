import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { mostUrgentFirst, type PadRow, type PadSum, padRows, padSum } from '../store/pad-rows.ts'
import { useDesk, usePad } from '../store/station.ts'

export interface PadDrawn {
  readonly rows: readonly PadRow[]
  readonly urgent: readonly PadRow[]
  readonly sum: PadSum
  readonly pads: 'none' | 'connected' | 'unplugged'
}

/** What lies on the pads, as it is drawn. */
export function usePadDrawn(): PadDrawn {
  const state = usePad(pad => pad)
  const session = useDesk(desk => desk.session)
  const status = useDesk(desk => desk.status)
  return useMemo(() => {
    const rows = padRows(state, session, status)
    const there = Object.values(state.connected)
    const pads = there.length === 0 ? 'none' : there.every(Boolean) ? 'connected' : 'unplugged'
    return { rows, urgent: mostUrgentFirst(rows), sum: padSum(rows, session), pads }
  }, [state, session, status])
}

/** What is small beside an item: the one thing about it that matters now. */
export function usePadWords(): (row: PadRow) => string {
  const { t } = useTranslation()
  return ({ state, owed, missing, doubled, alarm }) => {
    if (missing.length > 0) return t('pad.incomplete', { parts: missing.join(', ') })
    if (doubled) return t('pad.doubled')
    if (owed && alarm !== 'under-way') return t(`pad.${owed}`)
    switch (state) {
      case 'waiting':
      case 'neighbour':
      case 'blank':
      case 'damaged':
      case 'unread':
      case 'half':
      case 'half-away':
      case 'card':
        return t(`pad.${state}`)
      default:
        return t(`pad.alarm-${alarm ?? 'unknown'}`)
    }
  }
}

/** What became of the pile that is being lent or taken back, in one short sentence. */
export function usePileWords(): (sum: PadSum) => string | undefined {
  const { t } = useTranslation()
  return ({ stack }) => {
    if (!stack) return undefined
    const { way, done, count, isSwitched } = stack
    return t(`pad.sum-${way}${isSwitched ? '-switched' : ''}`, { done, count })
  }
}

/** Seen, and how many there should be where somebody counted. */
export function countOf({ seen, expected }: PadSum): string {
  return expected === undefined ? String(seen) : `${seen}/${expected}`
}
