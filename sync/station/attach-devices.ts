import { numberKey } from '../../circulation/numbers.ts'
import type { Alarm, DevicePort, DeviceSetting } from '../../host/device-port.ts'
import type { Desk } from './desk.ts'
import { PadPictures } from './pad-pictures.ts'
import type { ScanSource } from './session.ts'

export interface AttachPace {
  /** What is laid down within this time of each other is one stack. */
  readonly gatherMs: number
  /** Whoever is back within this time never left: tags mask each other. */
  readonly graceMs: number
}

export const usualAttachPace: AttachPace = { gatherMs: 80, graceMs: 1000 }

/** What stands on a label, where that is another number, and how it is printed. */
export interface ScannedLabel {
  readonly label?: string
  readonly symbology?: string
}

/**
 * Joins a desk and its devices: scans go in as events, and so does what lies on the pads; a tag gets its word (alarm on, off, leave) only after the desk
 * has recorded what happens to the item. Whether that word was carried out goes back to the desk. What a screen wants for itself (`takes`: a number to be
 * corrected to) is no scan at the desk. Returns the function that parts them.
 */
export function attachDevices(
  desk: Desk,
  devices: DevicePort,
  takes: (text: string, label: ScannedLabel) => boolean = () => false,
  pace: AttachPace = usualAttachPace,
): () => void {
  const units = new OneByOne(desk, devices)
  const pads = new PadPictures(desk, pace)
  /** Seen missing since it failed. */
  const failed = new Map<string, { readonly barcode: string; gone: boolean }>()

  const settle = async (setting: DeviceSetting, barcode: string, secured: boolean) => {
    const pulls = pads.pulls()
    const { done, verified } = await devices.settle(setting.id, barcode, secured ? 'on' : 'off')
    if (done) {
      failed.delete(numberKey(barcode))
      return desk.dispatch({ type: 'security-done', barcode, secured, verified })
    }
    // A plug that was pulled meanwhile may be in again already.
    failed.set(numberKey(barcode), { barcode, gone: !pads.isSeen(barcode) || pulls !== pads.pulls() })
    await desk.dispatch({ type: 'security-failed', barcode, secured })
    lookForFailed()
  }

  const lookForFailed = () => {
    for (const [number, tag] of failed) {
      if (!pads.isSeen(tag.barcode)) tag.gone = true
      else if (tag.gone) {
        failed.delete(number)
        void desk.dispatch({ type: 'tag-seen', barcode: tag.barcode })
      }
    }
  }

  const parts = [
    devices.onEvent((setting, event) => {
      if (event.kind === 'scan' && takes(event.text, event)) return
      if (event.kind === 'unreadable' && event.label !== undefined && takes(event.label, event)) return
      if (event.kind === 'scan')
        void desk.dispatch({ type: 'scan', scan: { text: event.text, source: source('scanner', setting) } })
      else if (event.kind === 'unreadable') void desk.dispatch({ type: 'misread', source: source('scanner', setting) })
      else if (event.kind === 'pad') {
        pads.seen(setting, event.items)
        lookForFailed()
      } else if (event.kind === 'gone') {
        pads.unplugged(setting)
        lookForFailed()
      } else if (event.kind === 'tag-written') void desk.dispatch({ type: 'tag-written', barcode: event.barcode })
      else if (event.kind === 'tag' && event.tag)
        pads.told(setting, { ...event.tag, barcode: event.barcode, library: event.library })
      else if (event.kind === 'tag') void units.lay(setting, event.barcode)
    }),
    desk.onEffect(effect => {
      if (effect.kind !== 'security') return
      const { barcode, secured } = effect
      const setting = units.take(barcode) ?? pads.whereIs(barcode)
      if (setting) void settle(setting, barcode, secured)
    }),
    desk.subscribe(() =>
      setTimeout(() => {
        units.releaseDecided()
        pads.tell()
      }, 0),
    ),
  ]
  return () => {
    pads.stop()
    for (const part of parts) part()
  }
}

/** Units that show one tag at a time and wait for a word about each. */
class OneByOne {
  readonly #desk: Desk
  readonly #devices: DevicePort
  /** Tags that wait for the desk's word. */
  readonly #waiting = new Map<string, DeviceSetting>()
  /** Of those, the ones whose scan the desk has not taken up yet. */
  readonly #inHand = new Set<string>()

  constructor(desk: Desk, devices: DevicePort) {
    this.#desk = desk
    this.#devices = devices
  }

  async lay(setting: DeviceSetting, barcode: string): Promise<void> {
    this.#waiting.set(barcode, setting)
    this.#inHand.add(barcode)
    if (this.#isOwed(barcode)) await this.#desk.dispatch({ type: 'tag-seen', barcode })
    if (!this.#waiting.has(barcode)) return void this.#inHand.delete(barcode)
    await this.#desk.dispatch({ type: 'scan', scan: { text: barcode, source: source('pad', setting) } })
    this.#inHand.delete(barcode)
    this.releaseDecided()
  }

  /** The unit that waits for a word about it. */
  take(barcode: string): DeviceSetting | undefined {
    const lying = [...this.#waiting].find(([other]) => numberKey(other) === numberKey(barcode))
    if (lying) this.#waiting.delete(lying[0])
    return lying?.[1]
  }

  /** Tags about which nothing is open any more and nothing was recorded: the alarm stays as it is. */
  releaseDecided(): void {
    const { question, waiting: waitingScan } = this.#desk.session()
    for (const [barcode, setting] of this.#waiting) {
      const open = [question?.barcode, question?.scan.text, waitingScan?.text].some(
        number => number && numberKey(number) === numberKey(barcode),
      )
      if (open || this.#inHand.has(barcode)) continue
      this.#waiting.delete(barcode)
      void this.#devices.settle(setting.id, barcode, 'leave' satisfies Alarm)
    }
  }

  #isOwed(barcode: string): boolean {
    return this.#desk.status().gate.some(task => numberKey(task.barcode) === numberKey(barcode))
  }
}

function source(device: 'scanner' | 'pad', setting: DeviceSetting): ScanSource {
  return setting.role ? { device, role: setting.role } : { device }
}
