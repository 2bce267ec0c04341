import type { Action } from '../../../circulation/evidence.ts'
import type { Hold } from '../../../circulation/loan.ts'
import type { Files } from './item-file.ts'

type HoldAction = Extract<
  Action,
  { kind: 'put-hold-back' | 'fill-hold' | 'catch-hold' | 'restore-hold' | 'place-hold' | 'cancel-hold' }
>

/** Queue, catch, fill: rejects where the hold is no longer active. */
export async function changeHold(files: Files, action: HoldAction): Promise<void> {
  switch (action.kind) {
    case 'put-hold-back': {
      const hold = await files.hold(action.holdId)
      // The copy remembers whose it was, also where nothing else of it is written.
      if (hold.state.kind !== 'queued') await files.item(hold.state.barcode)
      // `placedAt` is the queue's order, so it gets its old place.
      return files.putHold(hold, { kind: 'queued' })
    }
    case 'catch-hold': {
      const hold = await files.hold(action.holdId)
      const { barcode, branch } = action
      // The copy remembers that nobody had it before, also where nothing else of it is written.
      await files.item(barcode)
      return files.putHold(hold, hold.pickup.branch === branch ? { kind: 'waiting', barcode } : { kind: 'in-transit', barcode })
    }
    case 'fill-hold':
      if (action.lent) await files.item(action.lent.barcode)
      return end(files, action.holdId, 'filled', action.at)
    case 'cancel-hold':
      if (action.hadOne) await files.item(action.hadOne.barcode)
      for (const barcode of action.withdrawnFrom ?? []) await files.item(barcode)
      return end(files, action.holdId, action.hadOne ? 'had-one' : 'cancelled', action.at)
    case 'restore-hold':
      return files.openHold(action.hold)
    case 'place-hold': {
      const { holdId, titleId, patronId, branch, stopId, at } = action
      const pickup = { branch, ...(stopId === undefined ? {} : { stopId }) }
      const hold: Hold = {
        holdId,
        titleId,
        patronId,
        placedAt: at,
        pickup,
        holdNumber: numberFor(holdId),
        state: { kind: 'queued' },
      }
      return files.openHold(hold)
    }
  }
}

async function end(files: Files, holdId: string, why: 'filled' | 'cancelled' | 'had-one', at: string): Promise<void> {
  files.endHold(await files.hold(holdId), why, at)
}

/** Four digits to say aloud; the same for the same hold, so that a second try gives no second number. */
export function numberFor(holdId: string): string {
  let sum = 0
  for (const character of holdId) sum = (sum * 31 + character.codePointAt(0)!) % 9000
  return String(1000 + sum)
}
