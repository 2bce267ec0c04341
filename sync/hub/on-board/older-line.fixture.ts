import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { canRead } from '../../protocol/messages.ts'

export interface OlderLine {
  readonly address: string
  /** What both ends take each other for. */
  protocol: number
  /** What went through: paths with their parameters. */
  readonly asked: string[]
}

/**
 * A line to a hub on which both ends take each other for an older version: the greeting names its protocol, parameters that it does not know are dropped,
 * and an upload of a newer one, or with entries that it cannot read, fails the test.
 */
export async function olderLine(address: string, protocol: number): Promise<OlderLine> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', address)
    if (line.protocol < 9 && url.pathname.endsWith('/neighbours')) url.searchParams.delete('protocol')
    asked.push(`${url.pathname}${url.search}`)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    if (url.pathname.endsWith('/entries')) {
      const upload = JSON.parse(body.toString('utf8'))
      if (upload.protocol > line.protocol || !canRead(line.protocol, upload.entries))
        throw new Error(`a hub of protocol ${line.protocol} was sent what it cannot read`)
    }
    const { authorization = '', 'content-type': type = '' } = request.headers
    const headers = { Authorization: authorization, ...(type && { 'Content-Type': type }) }
    const init = { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) }
    const answer = await fetch(url, init).catch(() => undefined)
    if (!answer) return void response.destroy()
    const said = Buffer.from(await answer.arrayBuffer())
    for (const name of ['content-type', 'cache-control', 'etag'])
      if (answer.headers.get(name)) response.setHeader(name, answer.headers.get(name) as string)
    response.statusCode = answer.status
    const isHello = url.pathname === '/api/hello' && answer.status === 200
    const hello = () => ({ ...JSON.parse(said.toString('utf8')), protocol: line.protocol })
    response.end(isHello ? JSON.stringify(hello()) : said)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const line: OlderLine = { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, protocol, asked }
  return line
}
