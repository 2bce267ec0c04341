const sightings = 2
const misses = 3

/**
 * Which tags lie there. A tag counts from its second sighting in a row on, so that one carried past is ignored, and until it was missed three times
 * in a row, since tags that lie close mask each other now and then.
 */
export class Presence {
  private readonly tags = new Map<string, { seen: number; missed: number }>()

  /** Takes one inventory; gives the tags that have left with it. */
  update(uids: readonly string[]): readonly string[] {
    const now = new Set(uids)
    const left: string[] = []
    for (const [uid, tag] of this.tags) {
      if (now.has(uid)) continue
      tag.missed++
      if (tag.seen >= sightings && tag.missed < misses) continue
      this.tags.delete(uid)
      left.push(uid)
    }
    for (const uid of now) {
      const tag = this.tags.get(uid)
      this.tags.set(uid, { seen: (tag?.seen ?? 0) + 1, missed: 0 })
    }
    return left
  }

  /** It answered again, later than one that is carried past would: as good as a second sighting. */
  confirm(uid: string): void {
    const tag = this.tags.get(uid)
    if (tag) tag.seen = Math.max(tag.seen, sightings)
  }

  /** Whether it may be acted upon. */
  isThere(uid: string): boolean {
    return (this.tags.get(uid)?.seen ?? 0) >= sightings
  }

  /** Whether it has been seen just once so far, so that another look is worth not waiting. */
  isFresh(): boolean {
    return [...this.tags.values()].some(tag => tag.seen < sightings)
  }
}
