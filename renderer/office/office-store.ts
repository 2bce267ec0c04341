import { createStore, type StoreApi } from 'zustand/vanilla'
import { type EntryId, entryKey } from '../../circulation/transaction.ts'
import { type BrakeChange, seenOf } from '../../sync/protocol/brake.ts'
import type { Health } from '../../sync/protocol/health.ts'
import type {
  AuditStep,
  BrakeState,
  JournalRow,
  KnownItem,
  OfficePerson,
  OfficePlaces,
  OpenQuestion,
  Preview,
  PullList,
  Reconciliation,
  ShadowReport,
  StationRow,
  TurnedAwayRow,
  WaitingRow,
} from '../../sync/protocol/office.ts'
import { unnamedItems } from './named-items.ts'
import { type GivenAnswer, type JournalWish, OfficeError, type OfficeLine } from './office-line.ts'

/** Who works at the page: as the library lists them, or by name where it lists nobody. */
export interface Who {
  readonly name: string
  readonly staffId?: string
}

/** What the page shows; absent until the hub has told it. */
export interface OfficeState {
  readonly brake?: BrakeState
  readonly stations?: readonly StationRow[]
  readonly turnedAway?: readonly TurnedAwayRow[]
  readonly health?: Health
  readonly questions?: readonly OpenQuestion[]
  readonly reports?: readonly Reconciliation[]
  readonly waiting?: readonly WaitingRow[]
  readonly shadow?: ShadowReport
  readonly pull?: PullList
  readonly staff?: readonly OfficePerson[]
  readonly places?: OfficePlaces
  /** By barcode, once somebody has looked. */
  readonly items?: Readonly<Record<string, KnownItem>>
  /** By barcode, of what the lists show; empty where the hub's register does not know it. */
  readonly titles?: Readonly<Record<string, string>>
  readonly journal?: JournalWish & { readonly rows: readonly JournalRow[]; readonly more: boolean }
  /** By `entryKey`. */
  readonly steps?: Readonly<Record<string, readonly AuditStep[]>>
  readonly preview?: Preview
  /** A preview or a reading back is under way. */
  readonly busy?: 'preview' | 'read-back' | undefined
  /** The last thing that could not be done. */
  readonly trouble?: OfficeError | undefined
  /** What was answered last: how many were taken, and how many were not asked any more. */
  readonly given?: { readonly answers: readonly EntryId[]; readonly notTaken: number } | undefined
  /** What came of taking answers back. */
  readonly takenBack?: { readonly count: number; readonly tooLate: number } | undefined
}

export type AnswerOf = Omit<GivenAnswer, 'staffId'>

export interface Office {
  readonly store: StoreApi<OfficeState>
  readonly who: Who
  /** Asks for what changes by itself: what every section shows, and what this one does. */
  refresh(section?: string): Promise<void>
  change(change: BrakeChange): Promise<void>
  answer(given: readonly AnswerOf[]): Promise<void>
  takeBack(answers: readonly EntryId[]): Promise<void>
  preview(of: { readonly station?: string; readonly journal?: string }): Promise<void>
  readBack(): Promise<void>
  /** Looks an item up that has not been looked up yet. */
  item(barcode: string): Promise<void>
  journal(wish: JournalWish): Promise<void>
  olderEntries(): Promise<void>
  stepsOf(id: EntryId): Promise<void>
  /** Undefined where the hub did not give it. */
  audit(station: string): Promise<string | undefined>
}

/** What the page knows of the hub and does with it, in the name of who signed in. What fails stands in `trouble`; nothing rejects. */
export function openOffice(line: OfficeLine, who: Who): Office {
  const store = createStore<OfficeState>(() => ({}))
  const put = (part: Partial<OfficeState>) => store.setState(part)
  const named = who.staffId ? { staffId: who.staffId } : {}

  async function trying(act: () => Promise<Partial<OfficeState>>, busy?: OfficeState['busy']): Promise<void> {
    if (busy) put({ busy })
    try {
      put({ ...(await act()), trouble: undefined })
      void nameItems()
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error
      put({ trouble: error })
    } finally {
      if (busy) put({ busy: undefined })
    }
  }

  /** Titles are for reading only: where they cannot be had, nothing is in trouble, and the next look asks again. */
  async function nameItems(): Promise<void> {
    const barcodes = unnamedItems(store.getState())
    if (barcodes.length === 0) return
    const found = await line.titles(barcodes).catch(() => undefined)
    if (!found) return
    put({ titles: { ...store.getState().titles, ...Object.fromEntries(barcodes.map(one => [one, found[one] ?? ''])) } })
  }

  /** What only one section shows. */
  async function shownIn(section: string | undefined): Promise<Partial<OfficeState>> {
    switch (section) {
      case 'held':
        return { waiting: await line.waiting() }
      case 'trial':
      case 'ladder':
        return { shadow: await line.shadow() }
      case 'pull':
        return { pull: await line.pullList() }
      default:
        return {}
    }
  }

  const readJournal = (wish: JournalWish, before: readonly JournalRow[]) =>
    trying(async () => {
      const { rows, more } = await line.journal(wish)
      return { journal: { ...wish, rows: [...before, ...rows], more } }
    })

  return {
    store,
    who,
    async refresh(section) {
      const { trouble } = store.getState()
      await trying(async () => {
        const [brake, { stations, turnedAway }, health] = [await line.brake(), await line.stations(), await line.health()]
        const [questions, reports] = [await line.questions(), await line.reports()]
        const staff = store.getState().staff ?? (await line.staff())
        const places = store.getState().places ?? (await line.places())
        const here = { brake, stations, turnedAway, health, questions, reports }
        return { ...here, staff, places, ...(await shownIn(section)) }
      })
      // To look again answers what failed before, but not this.
      if (trouble?.kind === 'overtaken' && !store.getState().trouble) put({ trouble })
    },
    async change(change) {
      const { brake: shown } = store.getState()
      if (!shown) return
      await trying(async () => ({ brake: await line.change(who.name, change, seenOf(shown.settings, change)) }))
      const { trouble } = store.getState()
      // What stands now is shown, with why it is not what was asked for.
      if (trouble?.kind === 'overtaken') {
        await trying(async () => ({ brake: await line.brake() }))
        put({ trouble })
      }
    },
    async answer(given) {
      put({ given: undefined, takenBack: undefined })
      await trying(async () => {
        const { filed } = await line.answer(given.map(one => ({ ...one, ...named })))
        const answers = filed.flatMap(one => (one.kind === 'filed' ? [one.answer] : []))
        return { given: { answers, notTaken: filed.length - answers.length }, questions: await line.questions() }
      })
    },
    async takeBack(answers) {
      await trying(async () => {
        const { takenBack, tooLate } = await line.takeBack(answers, who.staffId)
        const questions = await line.questions()
        return { given: undefined, takenBack: { count: takenBack.length, tooLate: tooLate.length }, questions }
      })
    },
    preview: of => trying(async () => ({ preview: await line.preview(of) }), 'preview'),
    readBack: () =>
      trying(async () => {
        await line.readBack()
        return { reports: await line.reports() }
      }, 'read-back'),
    async item(barcode) {
      if (store.getState().items?.[barcode]) return
      // A title is for reading only: where it cannot be had, nothing is in trouble.
      const found = await line.item(barcode).catch(() => undefined)
      if (found) put({ items: { ...store.getState().items, [barcode]: found } })
    },
    journal: wish => readJournal(wish, []),
    async olderEntries() {
      const { journal } = store.getState()
      const before = journal?.rows.at(-1)?.arrival
      if (!journal || before === undefined) return
      const { rows, more, ...wish } = journal
      await readJournal({ ...wish, before }, rows)
    },
    stepsOf: id =>
      trying(async () => {
        const steps = await line.steps(id)
        return { steps: { ...store.getState().steps, [entryKey(id)]: steps } }
      }),
    async audit(station) {
      let text: string | undefined
      await trying(async () => {
        text = await line.audit(station)
        return {}
      })
      return text
    },
  }
}
