import { createServer, type IncomingMessage } from 'node:http'
import { bytesOf, textOf } from '../codec/encodings.ts'
import { message, writeMessage } from '../codec/write-message.ts'
import type { Line } from '../session/line.ts'
import { longestEnvelope, readRequest, writeResponse } from '../transports/sip-envelope.ts'
import type { ListenOptions, SipServer } from './listen.node.ts'
import { ServerSession, type ServerState } from './server-session.ts'

/** What the plugin reads of an answer, at one go. */
const oneRead = 8192

export interface HttpOptions extends Omit<ListenOptions, 'tls' | 'mostClients'> {
  /** After so long without an answer it gives an empty one. */
  readonly patienceMs?: number
}

/** SIP over HTTP as Koha-Suomi's plugin does it: one session for each message, 8192 bytes of the answer, HTTP 200 whatever happens behind it. */
export async function listenForHttp(options: HttpOptions): Promise<SipServer> {
  const byCode = new Map<string, number>()
  const state: ServerState = { count: 0, byCode }
  const server = createServer((request, response) => {
    void answer(request, options, state).then(([status, body]) => {
      response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8' })
      response.end(body)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host ?? '127.0.0.1', () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    heard: () => state.count,
    heardOf: code => byCode.get(code) ?? 0,
    connected: () => 0,
    hangUp: () => server.closeAllConnections(),
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(request: IncomingMessage, options: HttpOptions, state: ServerState): Promise<readonly [number, string]> {
  let xml = ''
  for await (const chunk of request.setEncoding('utf8')) {
    xml += chunk
    if (xml.length > longestEnvelope) return [400, 'too long']
  }
  const asked = readRequest(xml)
  const account = asked && options.accounts.find(({ user }) => user === asked.user)
  if (!asked || !account) return [400, 'unknown device']
  const said = await ask(asked, options, state)
  return [200, writeResponse(textOf(said.subarray(0, oneRead), 'utf8').text.replace(/[\r\n]/g, ''))]
}

/** A session of its own: login, then the one message. */
async function ask(
  { user, password, request }: { user: string; password: string; request: string },
  options: HttpOptions,
  state: ServerState,
): Promise<Uint8Array> {
  const heard: Uint8Array[] = []
  let arrived: () => void = () => undefined
  let receive: (bytes: Uint8Array) => void = () => undefined
  const line: Line = {
    write: async bytes => {
      heard.push(bytes.slice())
      arrived()
    },
    onBytes(listener) {
      receive = listener
    },
    onEnd: () => undefined,
    close: () => arrived(),
  }
  new ServerSession(line, { ...options, login: 'sip' }, state)
  const say = async (text: Uint8Array) => {
    heard.length = 0
    const answered = new Promise<void>(resolve => {
      arrived = resolve
    })
    receive(Uint8Array.from([...text, 0x0d]))
    const late = new Promise<void>(resolve => setTimeout(resolve, options.patienceMs ?? 5000).unref())
    await Promise.race([answered, late])
    return heard.shift() ?? new Uint8Array()
  }
  const plain = { userAlgorithm: '0', passwordAlgorithm: '0' }
  const login = { ...message('93', plain, { CN: user, CO: password, CP: 'SIP2OHTTP' }), sequence: 0 }
  const greeted = await say(writeMessage(login, 'utf8'))
  if (textOf(greeted, 'utf8').text.slice(0, 3) !== '941') return greeted
  return say(bytesOf(request, 'utf8'))
}
