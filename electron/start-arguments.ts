import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** How the program was started. Unknown switches are Chromium's. */
export interface StartArguments {
  /** Folder of this installation: journal, window profile, the embedded hub's data. */
  readonly data: string
  /** Passed on to the embedded hub. */
  readonly hub: readonly string[]
  readonly kiosk: boolean
}

/** Reads the arguments after the program's own path. */
export function readArguments(argv: readonly string[], defaultData: string): StartArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      data: { type: 'string' },
      library: { type: 'string' },
      today: { type: 'string' },
      demo: { type: 'boolean' },
      kiosk: { type: 'boolean' },
    },
  })
  const data = typeof values.data === 'string' ? values.data : defaultData
  const library = typeof values.library === 'string' ? ['--library', values.library] : ['--demo']
  const today = typeof values.today === 'string' ? ['--today', values.today] : []
  return { data, hub: ['--data', join(data, 'hub'), ...library, ...today], kiosk: values.kiosk === true }
}
