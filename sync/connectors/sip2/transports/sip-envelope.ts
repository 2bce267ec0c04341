import { SaxesParser } from 'saxes'

/** The namespace of Koha-Suomi's SIP over HTTP. */
const namespace = 'https://koha-suomi.fi/sipschema.xsd'
/** No request or answer is longer. */
export const longestEnvelope = 1024 * 1024

/** A message on its way to the server, with whom it is from. */
export interface EnvelopedRequest {
  readonly user: string
  readonly password: string
  readonly request: string
}

export function writeRequest({ user, password, request }: EnvelopedRequest): string {
  return `<ns1:sip xmlns:ns1="${namespace}" login="${escaped(user)}" password="${escaped(password)}"><request>${escaped(request)}</request></ns1:sip>`
}

export function writeResponse(response: string): string {
  return `<ns1:sip xmlns:ns1="${namespace}"><response>${escaped(response)}</response></ns1:sip>`
}

/** The text of the answer, empty where the server had none; undefined where this is no such envelope. Never throws. */
export function readResponse(xml: string): string | undefined {
  return read(xml)?.texts.get('response')
}

/** Undefined where this is no such envelope, or it does not say from whom it is. Never throws. */
export function readRequest(xml: string): EnvelopedRequest | undefined {
  const found = read(xml)
  const [user, password, request] = [found?.attributes.login, found?.attributes.password, found?.texts.get('request')]
  return user === undefined || password === undefined || request === undefined ? undefined : { user, password, request }
}

function read(xml: string): { attributes: Record<string, string>; texts: Map<string, string> } | undefined {
  if (xml.length > longestEnvelope) return
  const texts = new Map<string, string>()
  let attributes: Record<string, string> | undefined
  const path: string[] = []
  let broken = false
  const parser = new SaxesParser()
  // It throws where nobody listens, and what comes after the first error is not to be trusted.
  parser.on('error', () => {
    broken = true
  })
  parser.on('doctype', () => {
    broken = true
  })
  parser.on('opentag', ({ name, attributes: found }) => {
    const local = name.slice(name.indexOf(':') + 1)
    if (path.length === 0 && local === 'sip') attributes = found as Record<string, string>
    path.push(local)
    if (path.length === 2 && !texts.has(local)) texts.set(local, '')
  })
  parser.on('closetag', () => void path.pop())
  parser.on('text', text => {
    const [, name] = path
    if (path.length === 2 && name !== undefined) texts.set(name, texts.get(name)! + text)
  })
  try {
    parser.write(xml).close()
  } catch {
    return
  }
  return broken || !attributes ? undefined : { attributes, texts }
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for them
  const clean = text.replace(/[\u0000-\u001f\u007f]/g, '')
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  return clean.replace(/[&<>"']/g, letter => names[letter]!)
}
