import type { Alarm, DevicePort, DeviceSetting } from '../../host/device-port.ts'
import type { Desk } from './desk.ts'
import type { ScanSource } from './session.ts'

/**
 * Joins a desk and its devices: scans go in as events; a pad's tag gets its word (alarm on, off, leave) only after the desk has recorded what happens
 * to the item. A tag that could not be switched is remembered and done when it is seen again. What a screen wants for itself (`takes`: a number to be
 * corrected to) is no scan at the desk. Returns the function that parts them.
 */
export function attachDevices(desk: Desk, devices: DevicePort, takes: (text: string) => boolean = () => false): () => void {
  /** Tags that lie on a pad and wait for the desk's word. */
  const waiting = new Map<string, DeviceSetting>()
  /** Of those, the ones whose scan the desk has not taken up yet. */
  const inHand = new Set<string>()
  /** What a tag should have become but did not. */
  const undone = new Map<string, boolean>()

  const settle = async (setting: DeviceSetting, barcode: string, secured: boolean) => {
    const { done, verified } = await devices.settle(setting.id, barcode, secured ? 'on' : 'off')
    if (done) undone.delete(barcode)
    else undone.set(barcode, secured)
    if (done) await desk.dispatch({ type: 'security-done', barcode, secured, verified })
  }

  const onTag = async (setting: DeviceSetting, barcode: string) => {
    const owed = undone.get(barcode)
    if (owed !== undefined) return settle(setting, barcode, owed)
    waiting.set(barcode, setting)
    inHand.add(barcode)
    await desk.dispatch({ type: 'scan', scan: { text: barcode, source: source('pad', setting) } })
    inHand.delete(barcode)
    releaseDecided()
  }

  /** Tags about which nothing is open any more and nothing was recorded: the alarm stays as it is. */
  const releaseDecided = () => {
    const { question, waiting: waitingScan } = desk.session()
    for (const [barcode, setting] of waiting) {
      const open = [question?.barcode, question?.scan.text, waitingScan?.text].some(number => number && isSame(number, barcode))
      if (open || inHand.has(barcode)) continue
      waiting.delete(barcode)
      void devices.settle(setting.id, barcode, 'leave' satisfies Alarm)
    }
  }

  const parts = [
    devices.onEvent((setting, event) => {
      if (event.kind === 'scan' && takes(event.text)) return
      if (event.kind === 'scan')
        void desk.dispatch({ type: 'scan', scan: { text: event.text, source: source('scanner', setting) } })
      else if (event.kind === 'tag') void onTag(setting, event.barcode)
      else if (event.kind === 'unreadable') void desk.dispatch({ type: 'misread', source: source('scanner', setting) })
    }),
    desk.onEffect(effect => {
      if (effect.kind !== 'security') return
      const lying = [...waiting].find(([barcode]) => isSame(barcode, effect.barcode))
      if (!lying) return
      waiting.delete(lying[0])
      void settle(lying[1], lying[0], effect.secured)
    }),
    desk.subscribe(() => setTimeout(releaseDecided, 0)),
  ]
  return () => {
    for (const part of parts) part()
  }
}

function source(device: 'scanner' | 'pad', setting: DeviceSetting): ScanSource {
  return setting.role ? { device, role: setting.role } : { device }
}

/** Numbers match without regard to case. */
function isSame(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase()
}
