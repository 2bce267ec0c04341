import { concat } from './concat.ts'

/** What stands at a place among bytes: a whole frame with a good checksum, the beginning of one, or neither. */
export type FrameAt<F> = 'junk' | 'unfinished' | { readonly frame: F; readonly end: number }

/**
 * Cuts bytes into frames, wherever chunks are cut. What is no frame with a good checksum is dropped byte by byte until one begins, so noise in front of
 * a frame costs nothing but itself. Noise that looks like the beginning of a long frame is only given up in `afterSilence`.
 */
export class Resync<F> {
  private bytes: Uint8Array = new Uint8Array()
  private readonly frameAt: (bytes: Uint8Array, at: number) => FrameAt<F>

  constructor(frameAt: (bytes: Uint8Array, at: number) => FrameAt<F>) {
    this.frameAt = frameAt
  }

  /** Takes a chunk cut anywhere and gives the frames it completes. */
  push(chunk: Uint8Array): F[] {
    this.bytes = concat(this.bytes, chunk)
    return this.take(0)
  }

  /** The line has been silent: a whole frame behind an unfinished one is the real one. */
  afterSilence(): F[] {
    for (let at = 1; at < this.bytes.length; at++) {
      const found = this.frameAt(this.bytes, at)
      if (found !== 'junk' && found !== 'unfinished') return this.take(at)
    }
    return []
  }

  /** Forgets what is unfinished. */
  reset(): void {
    this.bytes = new Uint8Array()
  }

  private take(from: number): F[] {
    const frames: F[] = []
    let at = from
    while (at < this.bytes.length) {
      const found = this.frameAt(this.bytes, at)
      if (found === 'unfinished') break
      if (found === 'junk') at++
      else {
        frames.push(found.frame)
        at = found.end
      }
    }
    this.bytes = this.bytes.slice(at)
    return frames
  }
}
