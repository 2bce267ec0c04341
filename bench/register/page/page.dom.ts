import { libraryPage } from './library-page.dom.ts'
import { peersPage } from './peers-page.dom.ts'

declare global {
  var bench: typeof libraryPage & { readonly peers: typeof peersPage }
}

globalThis.bench = { ...libraryPage, peers: peersPage }
