import type { DeviceEvent, PadItem } from '../host/device-port.ts'

type Told = Extract<DeviceEvent, { kind: 'tag' }>

/**
 * What pads have told so far and what still holds, so that a listener who comes later (a window that was loaded anew) hears of everything that lies there. For
 * them all of it was there before: it must not be taken for just laid down.
 */
export class LastPictures {
  private readonly pads = new Map<string, { items: readonly PadItem[]; told: Map<string, Told> }>()

  /** Takes each event of each device as it comes. */
  take(deviceId: string, event: DeviceEvent): void {
    if (event.kind === 'gone') this.pads.delete(deviceId)
    if (event.kind !== 'pad' && !(event.kind === 'tag' && event.tag)) return
    const pad = this.pads.get(deviceId) ?? { items: [], told: new Map<string, Told>() }
    this.pads.set(deviceId, pad)
    if (event.kind === 'tag') return void pad.told.set(keyOf(event), event)
    pad.items = event.items
    const there = new Set(event.items.map(keyOf))
    for (const key of pad.told.keys()) if (!there.has(key)) pad.told.delete(key)
  }

  /** What lies on a pad, as events for whoever begins to listen now. */
  of(deviceId: string): readonly DeviceEvent[] {
    const pad = this.pads.get(deviceId)
    if (!pad) return []
    const told = [...pad.told.values()].map(event => ({ ...event, tag: { ...event.tag!, early: true } }))
    return [{ kind: 'pad', items: pad.items }, ...told]
  }
}

function keyOf({ barcode, library }: Pick<PadItem, 'barcode' | 'library'>): string {
  return `${library} ${barcode}`.toUpperCase()
}
