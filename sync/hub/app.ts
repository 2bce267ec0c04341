import type { Hono } from 'hono'
import { type Hello, protocolVersion } from '../protocol/messages.ts'
import { beginApp, endApp, type FramePorts } from './app-frame.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { PackedPublisher } from './packed/packed-publisher.ts'
import type { Publisher } from './publish.ts'
import { auditRoutes } from './routes/audit.ts'
import { carriedRoutes } from './routes/carried.ts'
import { type LookUp, lookUpRoutes } from './routes/look-up.ts'
import { type OfficePorts, officeRoutes } from './routes/office.ts'
import { packedRegisterRoutes } from './routes/packed-register.ts'
import { type QuestionPorts, questionRoutes } from './routes/questions.ts'
import { registerRoutes, type TellingOf } from './routes/register.ts'
import { type StationPorts, stationRoutes } from './routes/stations.ts'
import type { SegmentStore } from './segment-store.ts'
import type { HubEnv } from './who-may-ask.ts'
import { whoseRegister } from './whose-register.ts'

export interface AppPorts extends StationPorts, FramePorts {
  readonly publisher: Publisher
  readonly segments: SegmentStore
  readonly tellingOf: TellingOf
  readonly packed: PackedPublisher
  /** Where office desks' answers are filed. */
  readonly questions: Omit<QuestionPorts, 'uploads'>
  readonly audit: AuditTrail
  readonly office: OfficePorts
  /** Asks the library system about a number now, where it is another than the register's; what it tells is in the register then. */
  readonly lookUp?: LookUp
  /** To which stations seal their journals. */
  readonly journalKey?: string
  now(): string
}

/** The hub as one function from request to answer; it runs on any server that speaks Fetch. */
export function hubApp(ports: AppPorts): Hono<HubEnv> {
  const app = beginApp(ports)
  app.get('/api/hello', async context => {
    const { library, environment } = await ports.publisher.settings()
    const registerVersion = await ports.publisher.version()
    const hello: Hello = { protocol: protocolVersion, library, environment, time: ports.now(), registerVersion }
    return context.json(hello, 200, { 'Cache-Control': 'no-store' })
  })
  const { journalKey } = ports
  if (journalKey !== undefined) app.get('/api/journal-key', context => context.json({ key: journalKey }))
  app.use('/api/register/*', async (context, next) => {
    await next()
    if (!context.res.ok) return
    for (const station of whoseRegister(context.get('bearer'), context.req.query('station')))
      await ports.contacts.heard(station, { dataOf: ports.now() })
  })
  app.route('/api/register/packed', packedRegisterRoutes(ports.packed))
  app.route('/api/register', registerRoutes(ports.publisher, ports.segments, ports.tellingOf))
  app.route('/api/stations', stationRoutes(ports))
  app.route('/api/carried', carriedRoutes(ports))
  app.route('/api/questions', questionRoutes({ ...ports.questions, uploads: ports.uploads }))
  app.route('/api/audit', auditRoutes(ports.audit))
  app.route('/api/office', officeRoutes(ports.office))
  if (ports.lookUp) app.route('/api/lookup', lookUpRoutes(ports.lookUp, ports.onError))
  return endApp(app, ports)
}
