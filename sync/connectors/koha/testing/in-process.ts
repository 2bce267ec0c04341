import type { Send } from '../over-network.ts'
import type { ContractServer } from './contract-server.ts'

/** A contract server without a socket: the same requests and answers, in the same words. */
export function inProcess(contract: ContractServer): { readonly url: string; readonly send: Send; stop(): Promise<void> } {
  const send: Send = async (url, { method = 'GET', headers, body }) => {
    const text = async () => (typeof body === 'string' ? body : '')
    const answer = await contract.answer({ method, url, headers: new Headers(headers), text })
    if (!answer) throw new TypeError('fetch failed', { cause: Object.assign(new Error('hung up'), { code: 'ECONNRESET' }) })
    return answer
  }
  return { url: 'http://koha.in-process', send, async stop() {} }
}
