import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { ReplayChoice, ReplayQuestion } from '../../../circulation/outcome.ts'
import type { AnsweredAll, OfficePerson, TakenBack } from '../../protocol/office.ts'
import { nameOfStation } from '../accept-upload.ts'
import { apiError } from '../api-error.ts'
import type { Filed, OfficeAnswer, OfficeAnswers, OfficePlace } from '../office-answers.ts'
import { openQuestions, type QuestionSources } from '../open-questions.ts'
import type { HubEnv } from '../who-may-ask.ts'

export interface QuestionPorts {
  readonly uploads: QuestionSources
  readonly office: Pick<OfficeAnswers, 'answer' | 'takeBack'>
  place(): Promise<OfficePlace>
  /** Those who may answer; empty where the library lists nobody. */
  staff(): Promise<readonly OfficePerson[]>
  /** An answer was filed: replay may carry it out. */
  onFiled(): void
}

const text = z.string().min(1).max(200)
const given = z.object({
  target: z.object({ station: nameOfStation, epoch: text, sequence: z.int().min(1) }),
  question: text,
  choice: text,
  right: z.object({ barcode: text.optional(), card: text.optional(), title: text.optional() }).optional(),
  staffId: text.optional(),
})

const answerName = z.object({ station: nameOfStation, epoch: text, sequence: z.int().min(1) })
const takenBack = z.object({ answers: z.array(answerName).min(1).max(2000), staffId: text.optional() })
const severalGiven = z.object({ answers: z.array(given).min(1).max(2000) })

/**
 * What waits for a person, for office desks: `GET /` tells all, `POST /answers` files one answer (`OfficeAnswer` as JSON), `POST /answers/all`
 * several, each by itself, and `POST /answers/taken-back` takes back those that have not been carried out. 404 where there is no
 * such entry, 409 where that is not asked (any more) or not on offer. The hub's own token alone may.
 */
export function questionRoutes({ uploads, office, place, staff, onFiled }: QuestionPorts) {
  const routes = new Hono<HubEnv>()
  routes.use('*', async (context, next) => {
    if (context.get('bearer').kind === 'house') return next()
    return apiError(context, 403, 'office', "only the hub's own token may see and answer what waits")
  })

  routes.get('/', async context =>
    context.json({ questions: await openQuestions(uploads) }, 200, { 'Cache-Control': 'no-store' }),
  )

  routes.post('/answers', async context => {
    const body = given.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) return apiError(context, 400, 'answer', z.prettifyError(body.error).slice(0, 500))
    if (!(await isListed(body.data.staffId))) return unlisted(context)
    const filed = await office.answer(answerOf(body.data), await place())
    if (filed.kind === 'not-filed') return apiError(context, statuses[filed.why], filed.why, whyNot[filed.why])
    onFiled()
    return context.json(filed)
  })

  routes.post('/answers/all', async context => {
    const body = severalGiven.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) return apiError(context, 400, 'answer', z.prettifyError(body.error).slice(0, 500))
    for (const { staffId } of body.data.answers) if (!(await isListed(staffId))) return unlisted(context)
    const at = await place()
    const filed: AnsweredAll['filed'][number][] = []
    for (const one of body.data.answers) filed.push({ target: one.target, ...(await office.answer(answerOf(one), at)) })
    onFiled()
    return context.json({ filed } satisfies AnsweredAll)
  })

  routes.post('/answers/taken-back', async context => {
    const body = takenBack.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) return apiError(context, 400, 'answers', z.prettifyError(body.error).slice(0, 500))
    const { answers, staffId } = body.data
    if (!(await isListed(staffId))) return unlisted(context)
    const taken = await office.takeBack(answers, await place(), staffId)
    onFiled()
    return context.json(taken satisfies TakenBack)
  })

  /** Where the library lists its staff, an answer is one of theirs or of nobody named. */
  async function isListed(staffId: string | undefined): Promise<boolean> {
    if (staffId === undefined) return true
    const listed = await staff()
    return listed.length === 0 || listed.some(one => one.staffId === staffId)
  }

  return routes
}

function unlisted(context: Context) {
  return apiError(context, 400, 'staff', 'nobody on the list of staff has that id')
}

function answerOf({ target, question, choice, right, staffId }: z.infer<typeof given>): OfficeAnswer {
  return {
    target,
    question: question as ReplayQuestion,
    choice: choice as ReplayChoice,
    ...(right && { right: rightOf(right) }),
    ...(staffId && { staffId }),
  }
}

function rightOf({ barcode, card, title }: NonNullable<z.infer<typeof given>['right']>) {
  return { ...(barcode && { barcode }), ...(card && { card }), ...(title && { title }) }
}

type WhyNot = Extract<Filed, { kind: 'not-filed' }>['why']

const statuses = { 'no-such-entry': 404, 'not-asked': 409, 'not-on-offer': 409, 'number-missing': 400 } as const satisfies Record<
  WhyNot,
  number
>

const whyNot: Record<WhyNot, string> = {
  'no-such-entry': 'no entry stands under that number',
  'not-asked': 'that is not asked (any more); ask for the questions again',
  'not-on-offer': 'that choice is not on offer (any more); ask for the questions again',
  'number-missing': 'this choice needs the right number',
}
