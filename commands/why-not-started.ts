import { LibraryFilesError } from '../sync/connectors/files/report.ts'
import { FolderTaken } from '../sync/hub/folder-lock.node.ts'

/** What whoever started a hub calls what they told it: flags, or keys of a configuration file. */
export interface Called {
  readonly data: string
  readonly library: string
  readonly port: string
}

export const flagsCalled: Called = { data: '--data', library: '--library', port: '--port' }

export function keysCalled(file: string): Called {
  return { data: `${file}: data`, library: `${file}: library.files`, port: `${file}: listen.port` }
}

/** Why a hub does not start, beginning with what is to be put right where that is known. */
export function whyNotStarted(error: unknown, called: Called, port = 0): string {
  if (error instanceof FolderTaken) return `${called.data}: ${error.message}`
  if (error instanceof LibraryFilesError) return `${called.library}: ${error.message}`
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `${called.port}: port ${port} is taken; stop the other program or give another port`
  return error instanceof Error ? error.message : String(error)
}
