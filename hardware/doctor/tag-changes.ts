import type { PadItem } from '../../host/device-port.ts'

/** One change on a pad, as the device doctor says it. */
export interface TagChange {
  readonly event: 'seen' | 'gone'
  readonly uid: string
  /** Null where the tag says none. */
  readonly id: string | null
  /** Whether the gate alarms for it; null where that is unknown. */
  readonly secured: boolean | null
}

interface Known {
  id: string | null
  secured: boolean | null
  said: boolean
  waiting: ReturnType<typeof setTimeout> | undefined
}

/** The alarm's state comes a moment after the tag itself; one line says both. */
const patienceMs = 600

/** Turns a pad's pictures into one line for each change: a tag came, says something else now, or went. */
export class TagChanges {
  private readonly known = new Map<string, Known>()
  private readonly say: (change: TagChange) => void

  constructor(say: (change: TagChange) => void) {
    this.say = say
  }

  /** The whole picture of what lies there now; an empty one when the pad is gone. */
  picture(items: readonly PadItem[]): void {
    const there = new Map(
      items.flatMap(({ barcode, tags }) => tags.map(({ uid, secured }) => [uid, { id: barcode, secured }] as const)),
    )
    for (const [uid, known] of this.known) if (!there.has(uid)) this.gone(uid, known)
    for (const [uid, now] of there) this.seen(uid, now)
  }

  private seen(uid: string, { id, secured }: Pick<Known, 'id' | 'secured'>): void {
    const known = this.known.get(uid) ?? { id: null, secured: null, said: false, waiting: undefined }
    this.known.set(uid, known)
    const isNew = known.id !== id || (known.secured !== secured && secured !== null)
    if (known.said && !isNew) return
    known.id = id
    known.secured = secured
    if (secured !== null) return this.tell(uid, known)
    known.waiting ??= setTimeout(() => this.tell(uid, known), patienceMs)
  }

  private tell(uid: string, known: Known): void {
    clearTimeout(known.waiting)
    known.waiting = undefined
    known.said = true
    this.say({ event: 'seen', uid, id: known.id, secured: known.secured })
  }

  private gone(uid: string, known: Known): void {
    clearTimeout(known.waiting)
    this.known.delete(uid)
    if (known.said) this.say({ event: 'gone', uid, id: known.id, secured: known.secured })
  }
}
