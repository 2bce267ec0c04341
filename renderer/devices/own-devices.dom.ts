import { z } from 'zod'
import { openDevices } from '../../hardware/device-set.ts'
import { choosePort, WebSerialTransport, webSerialHere } from '../../hardware/transports/web-serial.dom.ts'
import type { BarcodeRule } from '../../host/barcode-rules.ts'
import type { BegunTags } from '../../host/begun-tags.ts'
import type { DevicePort, DeviceSetting } from '../../host/device-port.ts'

/** A browser's own devices: chosen by a person, remembered by this browser, spoken to over Web Serial. */
export interface OwnDevices {
  readonly devices: DevicePort
  /** Lets a person choose a port for a driver. True where one was chosen; it is used from the next load of the page on. */
  add(driver: string): Promise<boolean>
  forget(id: string): void
}

const place = 'pysakki.devices'
const saved = z.array(
  z.object({ id: z.string(), driver: z.string(), address: z.string(), role: z.literal('returns-only').optional() }),
)

/** Undefined where this browser has no Web Serial. `begun`: where the tags that its pads are writing are kept. */
export function ownDevices(
  memory: Pick<Storage, 'getItem' | 'setItem'>,
  barcodes: readonly BarcodeRule[] | undefined,
  begun: BegunTags,
): OwnDevices | undefined {
  const serial = webSerialHere()
  if (!serial) return undefined
  const settings = readSaved(memory).map(setting => (barcodes ? { ...setting, barcodes } : setting))
  const keep = (all: readonly DeviceSetting[]) => memory.setItem(place, JSON.stringify(all))
  return {
    devices: openDevices(settings, () => new WebSerialTransport(serial), begun),
    async add(driver) {
      const address = await choosePort(serial)
      if (address === undefined) return false
      const others = readSaved(memory).filter(setting => setting.address !== address)
      keep([...others, { id: `${driver}-${address.replace('web-serial:', '')}`, driver, address }])
      return true
    },
    forget: id => keep(readSaved(memory).filter(setting => setting.id !== id)),
  }
}

/** What was damaged in between is forgotten: a port is quickly chosen again. */
function readSaved(memory: Pick<Storage, 'getItem'>): readonly DeviceSetting[] {
  try {
    return saved.parse(JSON.parse(memory.getItem(place) ?? '[]')) as readonly DeviceSetting[]
  } catch {
    return []
  }
}
