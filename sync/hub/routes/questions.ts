import { Hono } from 'hono'
import { z } from 'zod'
import type { ReplayChoice, ReplayQuestion } from '../../../circulation/outcome.ts'
import { nameOfStation } from '../accept-upload.ts'
import { apiError } from '../api-error.ts'
import type { Filed, OfficeAnswer, OfficeAnswers, OfficePlace } from '../office-answers.ts'
import { openQuestions } from '../open-questions.ts'
import type { UploadStore } from '../ports.ts'
import type { HubEnv } from '../who-may-ask.ts'

export interface QuestionPorts {
  readonly uploads: Pick<UploadStore, 'undecided'>
  readonly office: Pick<OfficeAnswers, 'answer'>
  place(): Promise<OfficePlace>
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

/**
 * What waits for a person, for office desks: `GET /` tells all, `POST /answers` files one answer (`OfficeAnswer` as JSON). 404 where there is no
 * such entry, 409 where that is not asked (any more) or not on offer. The hub's own token alone may.
 */
export function questionRoutes({ uploads, office, place, onFiled }: QuestionPorts) {
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
    const { target, question, choice, right, staffId } = body.data
    const answer: OfficeAnswer = {
      target,
      question: question as ReplayQuestion,
      choice: choice as ReplayChoice,
      ...(right && { right: rightOf(right) }),
      ...(staffId && { staffId }),
    }
    const filed = await office.answer(answer, await place())
    if (filed.kind === 'not-filed') return apiError(context, statuses[filed.why], filed.why, whyNot[filed.why])
    onFiled()
    return context.json(filed)
  })

  return routes
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
