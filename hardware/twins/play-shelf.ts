import type { ByteStream } from '../../host/byte-stream.ts'
import { readTag } from '../codecs/tags/read-tag.ts'
import { imageOfLine, tagLine } from '../codecs/tags/tag-line.ts'
import { PadTwin3m } from './3m810-twin.ts'
import { FeigTwin } from './feig-twin.ts'
import { BadCommand, type Played, type PlayedDevice } from './played-device.ts'
import { type Fault, memorySize, newUid, Shelf, type ShelfTag } from './shelf.ts'

const answerFaults: readonly Fault[] = ['none', 'silent', 'late', 'bad-crc', 'noise', 'cut']
const writeFaults: readonly Fault[] = ['none', 'leaves-before', 'leaves-after', 'says-failed', 'says-done', 'fails']
/** A real reader's pace: an answer takes about that long, and each tag of an inventory some more. */
const realPace = { answerMs: 25, inventoryMsPerTag: 12 }

/** A pad with tags on it, whichever of the readers reads them. */
export class PlayedShelf implements PlayedDevice {
  readonly usage =
    `put ID | put {"id": ..., "model": ..., "owner": ..., "parts": ..., "part": ..., "usage": ..., "uid": ..., "afi": ..., "locked": true, "dead": true}
take ID|UID     tags     fault ${answerFaults.join('|')} ...     write-fault ${writeFaults.join('|')} ...     slow MS     pace real|none`
  readonly shelf = new Shelf()
  private readonly kind: 'feig' | '3m810'

  constructor(kind: 'feig' | '3m810') {
    this.kind = kind
  }

  attach(stream: ByteStream): void {
    if (this.kind === 'feig') new FeigTwin(stream, this.shelf)
    else new PadTwin3m(stream, this.shelf)
  }

  obey(word: string, rest: string): Played {
    switch (word) {
      case 'put':
        return { put: this.put(rest) }
      case 'take':
        return { took: this.take(rest) }
      case 'tags':
        return { tags: [...this.shelf.tags.values()].map(describe) }
      case 'fault':
        this.shelf.faults.push(...faultsIn(rest, answerFaults))
        return { faults: this.shelf.faults }
      case 'write-fault':
        this.shelf.writeFaults.push(...faultsIn(rest, writeFaults))
        return { writeFaults: this.shelf.writeFaults }
      case 'slow':
        this.shelf.answerMs = milliseconds(rest)
        return { answerMs: this.shelf.answerMs }
      case 'pace':
        Object.assign(this.shelf, rest === 'real' ? realPace : { answerMs: 0, inventoryMsPerTag: 0 })
        return { pace: rest }
      default:
        throw new BadCommand(this.usage)
    }
  }

  private put(wish: string): object {
    if (wish === '') throw new BadCommand('put: what?')
    return describe(this.shelf.lay(wish.startsWith('{') ? tagOfJson(wish) : this.simple(wish)))
  }

  private simple(id: string): ShelfTag {
    return this.shelf.put({ model: 'iso28560-3', id, owner: 'FI-Demo' })
  }

  private take(which: string): readonly string[] {
    const before = [...this.shelf.tags.keys()]
    this.shelf.take(which.toUpperCase())
    this.shelf.takeItem(which)
    return before.filter(uid => !this.shelf.tags.has(uid))
  }
}

function tagOfJson(json: string): ShelfTag {
  let wish: Record<string, unknown>
  try {
    wish = JSON.parse(json)
  } catch {
    throw new BadCommand('put: that is not JSON')
  }
  const { uid, afi, locked, dead, hex, dsfid, ...content } = wish
  const image =
    typeof hex === 'string'
      ? { memory: Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16)), dsfid: byteOf(dsfid, 0) }
      : imageOfLine({ model: 'iso28560-3', size: memorySize, ...content })
  return {
    uid: typeof uid === 'string' && /^[0-9A-Fa-f]{16}$/.test(uid) ? uid.toUpperCase() : newUid(),
    dsfid: image.dsfid,
    memory: image.memory.slice(),
    afi: byteOf(afi, 0x07),
    eas: true,
    ...(locked === true && { locked }),
    ...(dead === true && { dead }),
  }
}

function byteOf(text: unknown, otherwise: number): number {
  return typeof text === 'string' && /^[0-9A-Fa-f]{2}$/.test(text) ? Number.parseInt(text, 16) : otherwise
}

function describe({ uid, afi, eas, memory, dsfid }: ShelfTag): object {
  const { id, model } = tagLine(readTag(memory, dsfid))
  return { uid, id, model, afi: afi.toString(16).toUpperCase().padStart(2, '0'), eas }
}

function faultsIn(rest: string, allowed: readonly Fault[]): readonly Fault[] {
  return rest.split(/[\s,]+/).map(name => {
    const fault = allowed.find(each => each === name)
    if (!fault) throw new BadCommand(`no fault "${name}": ${allowed.join(', ')}`)
    return fault
  })
}

function milliseconds(text: string): number {
  const ms = Number(text)
  if (!(ms >= 0 && ms <= 60_000) || text === '') throw new BadCommand(`"${text}" is no time in milliseconds`)
  return ms
}
