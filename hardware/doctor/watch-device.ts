import type { Transport } from '../../host/byte-stream.ts'
import type { DeviceEvent, DeviceSetting, DeviceState } from '../../host/device-port.ts'
import { type Connection, keepConnected } from '../connection.ts'
import { type TagChange, TagChanges } from './tag-changes.ts'

/** A line of `watch`: tags of pads, scans of scanners, and what could not be read. */
export type WatchLine =
  | TagChange
  /** A unit that shows items one at a time and tells no UIDs. */
  | { readonly event: 'seen'; readonly uid: null; readonly id: string; readonly secured: null }
  | { readonly event: 'scan'; readonly text: string; readonly symbology: string | null; readonly isbn: boolean }
  | { readonly event: 'unreadable'; readonly why: string }

/**
 * Keeps a device connected and says one line for each change there; what becomes of the connection itself goes to `onState`. It writes nothing to any tag.
 */
export function watchDevice(
  setting: DeviceSetting,
  transport: Transport,
  say: (line: WatchLine) => void,
  onState: (state: DeviceState) => void,
): Connection {
  let isOver = false
  const tell = (line: WatchLine) => {
    if (!isOver) say(line)
  }
  const changes = new TagChanges(tell)
  const connection = keepConnected(setting, transport, event => onEvent(event, changes, tell), onState)
  return {
    ...connection,
    close() {
      // Who stops looking has not seen anything go.
      isOver = true
      return connection.close()
    },
  }
}

function onEvent(event: DeviceEvent, changes: TagChanges, say: (line: WatchLine) => void): void {
  switch (event.kind) {
    case 'scan':
      return say({ event: 'scan', text: event.text, symbology: event.symbology ?? null, isbn: event.isbn ?? false })
    case 'pad':
      return changes.picture(event.items)
    case 'tag':
      // A pad that shows the tag itself has shown it in its picture.
      return event.tag ? undefined : say({ event: 'seen', uid: null, id: event.barcode, secured: null })
    case 'tag-written':
    case 'in-work':
      // Looking writes nothing.
      return
    case 'unreadable':
      return say({ event: 'unreadable', why: event.why })
    case 'gone':
      return changes.picture([])
  }
}
