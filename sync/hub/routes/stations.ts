import { Hono } from 'hono'
import type { Entry } from '../../journal/entry.ts'
import { type Neighbours, protocolsApart, protocolVersion, type WaitMessage } from '../../protocol/messages.ts'
import { officeStation } from '../../protocol/office.ts'
import { nameOfStation, readUpload } from '../accept-upload.ts'
import { apiError } from '../api-error.ts'
import type { Contact, Contacts } from '../contacts.ts'
import type { AskedOfNeighbours } from '../on-board/neighbours.ts'
import type { Tokens } from '../tokens.ts'
import type { TurnedAway } from '../turned-away.ts'
import type { Uploads } from '../upload-store.ts'
import { type HubEnv, maySpeakFor } from '../who-may-ask.ts'
import { limit } from './body-limit.ts'
import { jsonBody } from './json-body.ts'

export interface StationPorts {
  readonly uploads: Uploads
  readonly tokens: Tokens
  /** What of the station's entries is held back. */
  waits(station: string): Promise<readonly WaitMessage[]>
  /** What the other stations did; only a hub on board tells that. */
  neighbours?(station: string, asked: AskedOfNeighbours): Promise<Neighbours>
  /** Why a station of that name could never be of use here; only a hub on board has such a reason. */
  whyNotEnrolled?(station: string): Promise<string | undefined>
  readonly contacts: Contacts
  /** Told of names that a token does not speak for. */
  readonly turnedAway?: TurnedAway
  now(): string
  /** Something new was stored. */
  onStored(): void
  readonly maxBodyBytes: number
}

/** What a station sends and asks about its own journal. */
export function stationRoutes(ports: StationPorts) {
  const { uploads, tokens, waits, neighbours, contacts, now, onStored, maxBodyBytes } = ports
  const routes = new Hono<HubEnv>()

  routes.use('/:station/*', async (context, next) => {
    const station = context.req.param('station')
    if (!nameOfStation.safeParse(station).success) return apiError(context, 400, 'station', 'no station can have that name')
    const bearer = context.get('bearer')
    if (!maySpeakFor(bearer, station)) {
      if (bearer.kind === 'station') ports.turnedAway?.note({ station, by: bearer.station })
      return apiError(context, 403, 'station', `this token is not of ${station}`)
    }
    await next()
  })

  routes.get('/:station/have', async context => {
    const epoch = context.req.query('epoch')
    if (!epoch) return apiError(context, 400, 'epoch', 'which epoch? (?epoch=EPOCH)')
    return context.json(await uploads.have(context.req.param('station'), epoch))
  })

  routes.post('/:station/entries', limit(maxBodyBytes), async context => {
    const station = context.req.param('station')
    const upload = readUpload(station, await jsonBody(context))
    if (!upload.ok) return apiError(context, 400, upload.code, upload.message)
    const verdict = await uploads.take(station, upload)
    await contacts.heard(station, { lastUpload: now(), protocol: upload.protocol, ...clockOf(upload.entries.at(-1)) })
    onStored()
    const have = await uploads.have(station, upload.epoch)
    if (verdict === 'stored') return context.json(have)
    return apiError(context, 409, verdict === 'fork' ? 'fork' : 'chain', whyNot[verdict], have)
  })

  routes.get('/:station/outcomes', async context => {
    const since = wholeNumber(context.req.query('since') ?? '0')
    if (since === undefined) return apiError(context, 400, 'since', 'since is a whole number')
    const station = context.req.param('station')
    await contacts.heard(station)
    const [outcomes, held] = [await uploads.outcomes(station, since), await waits(station)]
    return context.json({ ...outcomes, ...(held.length > 0 && { waits: held }) })
  })

  /** Before 9 a station says it with its uploads alone. One that has sent none yet is spoken to as the oldest. */
  const protocolOf = async (station: string) => (await contacts.all()).get(station)?.protocol ?? protocolVersion - protocolsApart

  if (neighbours)
    routes.get('/:station/neighbours', async context => {
      const since = wholeNumber(context.req.query('since') ?? '0')
      if (since === undefined) return apiError(context, 400, 'since', 'since is a whole number')
      const station = context.req.param('station')
      const seen = context.req.query('seen')
      const protocol = wholeNumber(context.req.query('protocol') ?? '') ?? (await protocolOf(station))
      context.header('Cache-Control', 'no-store')
      return context.json(await neighbours(station, { since, protocol, ...(seen !== undefined && { seen }) }))
    })

  routes.post('/:station/enrol', async context => {
    if (context.get('bearer').kind !== 'house')
      return apiError(context, 403, 'enrol', "only the hub's own token may enrol a station")
    if (context.req.param('station') === officeStation)
      return apiError(context, 403, 'enrol', `${officeStation} is the hub's own`)
    const station = context.req.param('station')
    const why = await ports.whyNotEnrolled?.(station)
    if (why !== undefined) return apiError(context, 409, 'enrol', why)
    return context.json({ station, token: await tokens.enrol(station) })
  })

  return routes
}

/** What a station's last entry says of its clock. */
function clockOf(last: object | undefined): Pick<Contact, 'clock'> {
  const clock = (last as Partial<Entry> | undefined)?.at?.offset
  return typeof clock?.ms === 'number' && typeof clock.uncertaintyMs === 'number' ? { clock } : {}
}

const whyNot = {
  gap: 'entries are missing before these; send again from what the hub has',
  fork: 'other entries stand under these numbers; both are kept, and a person must look at them',
}

/** `12` but not `1e3`, `-1` or nothing. */
export function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
