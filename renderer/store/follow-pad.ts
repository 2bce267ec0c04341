import { numberKey } from '../../circulation/numbers.ts'
import type { DevicePort, PadItem } from '../../host/device-port.ts'
import type { Desk } from '../../sync/station/desk.ts'
import { followUnits } from './follow-units.ts'
import { type PadStore, writeOn } from './pad-store.ts'

/**
 * Keeps what lies on the pads of `devices`, as their pictures have it, with the titles that go with the numbers. What is shown of an alarm is what was read
 * back, never what was hoped for. Returns the function that stops.
 */
export function followPad(desk: Desk, devices: DevicePort, pad: PadStore): () => void {
  pad.setState(({ write }) => ({ write: writeOn(devices, pad, write), forgetInWork: uid => devices.forgetInWork(uid) }))
  const show = (id: string, items: readonly PadItem[]) => {
    pad.setState(({ pictures }) => ({ pictures: { ...pictures, [id]: items } }))
    void nameThem(desk, pad, barcodesOf(items))
  }
  /** Of what lies on a pad that is not there any more nobody knows how its tags are. */
  const unplug = (id: string) =>
    pad.setState(({ pictures }) => {
      const items = pictures[id]?.map(item => ({ ...item, tags: item.tags.map(tag => ({ ...tag, secured: null })) }))
      return items ? { pictures: { ...pictures, [id]: items } } : {}
    })
  const parts = [
    devices.onState(({ id, driver }, state) => {
      if (driver === 'scanner' || driver === 'printer') return
      pad.setState(({ connected }) => ({ connected: { ...connected, [id]: state.kind === 'connected' } }))
    }),
    devices.onEvent(({ id }, event) => {
      if (event.kind === 'pad') show(id, event.items)
      else if (event.kind === 'gone') unplug(id)
      else if (event.kind === 'in-work') {
        pad.setState(({ inWork }) => ({ inWork: { ...inWork, [id]: event.tags } }))
        void nameThem(desk, pad, barcodesOf(event.tags))
      }
    }),
    followUnits(desk, devices, pad),
  ]
  return () => {
    for (const part of parts) part()
  }
}

function barcodesOf(items: readonly { readonly barcode: string | null }[]): readonly string[] {
  return items.flatMap(({ barcode }) => (barcode === null ? [] : [barcode]))
}

async function nameThem(desk: Desk, pad: PadStore, barcodes: readonly string[]): Promise<void> {
  const { titles } = pad.getState()
  const nameless = barcodes.filter(barcode => !(numberKey(barcode) in titles))
  const found = await Promise.all(
    nameless.map(async barcode => [numberKey(barcode), (await desk.lookUp(barcode)).item?.title] as const),
  )
  const named = found.filter((pair): pair is [string, string] => pair[1] !== undefined)
  if (named.length > 0) pad.setState(state => ({ titles: { ...state.titles, ...Object.fromEntries(named) } }))
}
