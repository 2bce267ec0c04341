import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ContractServer } from './contract-server.ts'

/** Puts a contract server on a port of its own; gives its address and how to stop it. */
export async function listenForRest(contract: ContractServer): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => void pass(contract, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function pass(contract: ContractServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  try {
    const sent = new Headers(Object.entries(headers).map(([key, value]) => [key, String(value)]))
    const answer = await contract.answer({ method, url: `http://127.0.0.1${url}`, headers: sent, text: async () => body })
    if (!answer) return void request.socket.destroy()
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(answer.text)
  } catch (error) {
    contract.violations.push(`the contract server failed: ${error instanceof Error ? error.stack : String(error)}`)
    response.writeHead(500)
    response.end()
  }
}
