/**
 * `damaged`: bytes are not those of their name; `unexpected`: no manifest that is here asks for them; `gap`: changes of another manifest or version;
 * `full`: the disk or the page's share of it has no room (what is stored stays readable, and the download goes on when there is); `no-key`: personal tables without a key;
 * `gone`: where it came from does not have it any more.
 */
export type LibraryErrorKind = 'damaged' | 'unexpected' | 'gap' | 'full' | 'no-key' | 'gone'

export class LibraryError extends Error {
  readonly kind: LibraryErrorKind

  constructor(kind: LibraryErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LibraryError'
    this.kind = kind
  }
}
