import { readFileSync } from 'node:fs'

/**
 * The JSON of a settings file. Throws an `Error` that names the file and, where it is known, the place; never what stands there, which the parser would
 * quote: it may be a password.
 */
export function readSettingsFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`${path} cannot be read: ${whyNot(error as NodeJS.ErrnoException)}`)
  }
}

function whyNot(error: NodeJS.ErrnoException): string {
  if (!(error instanceof SyntaxError)) return error.code ?? error.name
  const [place] = /line \d+ column \d+|position \d+/.exec(error.message) ?? []
  return place === undefined ? 'it is no JSON' : `it is no JSON (${place})`
}
