import { request as askSecurely } from 'node:https'
import { Readable } from 'node:stream'

interface Wish {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Asks the running hub for a path. Rejects with an `Error` of one line for people where nobody answers. */
export type AskHub = (path: string, wish?: Wish) => Promise<Response>

/** How the hub of this machine is asked: `address` is where it listens (`http://127.0.0.1:8650`), not the name under which stations know it. */
export function hubAt(address: string, token: string): AskHub {
  const ask = address.startsWith('https:') ? askOverTls : fetch
  return async (path, { headers, ...wish } = {}) => {
    const all = { ...headers, Authorization: `Bearer ${token}` }
    return ask(`${address}${path}`, { ...wish, headers: all } as RequestInit & Wish).catch(({ code, cause }) => {
      throw new Error(`no hub answers at ${address} (${code ?? cause?.code ?? 'no connection'})`)
    })
  }
}

/** The address is this machine's own. The certificate, which is for a name that stations ask, could say no more of it. */
function askOverTls(address: string, { body, ...wish }: Wish): Promise<Response> {
  return new Promise((resolve, reject) => {
    const asking = askSecurely(address, { ...wish, agent: false, rejectUnauthorized: false }, answer => {
      const said = Readable.toWeb(answer) as ReadableStream<Uint8Array>
      resolve(new Response(said, { status: answer.statusCode ?? 502 }))
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
