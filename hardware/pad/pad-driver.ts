import type { ByteStream } from '../../host/byte-stream.ts'
import type { DeviceSetting } from '../../host/device-port.ts'
import type { Driver } from '../drivers/driver.ts'
import type { TagReader } from '../drivers/tag-reader.ts'
import { Pad } from './pad.ts'
import { type PadPace, usualPace } from './pad-pace.ts'
import { schemeOf } from './security-scheme.ts'
import { TagsInWork } from './tags-in-work.ts'

/** A reader that has answered, and how a pad on it is paced. */
export interface ReaderKind {
  readonly name: string
  readonly line: string
  /** Starts the conversation; rejects with a `DeviceError` where no such reader answers. */
  begin(stream: ByteStream, setting?: Pick<DeviceSetting, 'address'>): Promise<TagReader>
}

/** The driver of a pad: a reader, and the live picture of what lies on it. */
export function padDriver({ name, line, begin }: ReaderKind, pace: PadPace = usualPace): Driver {
  const ownInWork = new TagsInWork()
  return {
    name,
    makes: 'pad',
    line,
    async start(stream, onEvent, setting, inWork = ownInWork) {
      // What may be half written is never taken for an item, not even at the first look.
      await inWork.ready()
      const scheme = schemeOf(setting?.security)
      const reader = await begin(stream, setting)
      const pad = new Pad(reader, scheme, onEvent, pace, inWork)
      stream.onClose(why => {
        pad.stop()
        onEvent({ kind: 'gone', why })
      })
      void pad.run()
      return {
        name: reader.description,
        settle: (barcode, alarm) => pad.settle(barcode, alarm),
        write: (uid, wish) => pad.write(uid, wish),
        async close() {
          pad.stop()
          await stream.close()
        },
      }
    },
  }
}
