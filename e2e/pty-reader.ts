import { SerialTransport } from '../hardware/transports/serial.node.ts'
import { FeigTwin } from '../hardware/twins/feig-twin.ts'
import { openPtyPair, type PtyPair } from '../hardware/twins/pty-pair.node.ts'
import { Shelf, type ShelfTag } from '../hardware/twins/shelf.ts'
import type { ByteStream } from '../host/byte-stream.ts'

/** A FEIG reader's twin on a real serial line, whose plug can be pulled and put in again: what lies on it stays there. */
export class PtyReader {
  readonly shelf = new Shelf()
  twin: FeigTwin | undefined
  #pair: (PtyPair & { readonly folder: string }) | undefined
  #stream: ByteStream | undefined

  /** Resolves with the path for the desk: the same each time. */
  async plugIn(): Promise<string> {
    this.#pair = await openPtyPair(...(this.#pair ? [this.#pair.folder] : []))
    this.#stream = await new SerialTransport().open(this.#pair.device)
    this.twin = new FeigTwin(this.#stream, this.shelf)
    return this.#pair.desk
  }

  async pull(): Promise<void> {
    await this.#pair?.unplug()
    await this.#stream?.close().catch(() => undefined)
  }

  /** A pile of items is laid down at once, secured. */
  lay(barcodes: readonly string[]): readonly ShelfTag[] {
    return barcodes.map(id => this.shelf.put({ model: 'iso28560-3', id, owner: 'FI-Pys' }))
  }

  clear(): void {
    this.shelf.tags.clear()
  }
}
