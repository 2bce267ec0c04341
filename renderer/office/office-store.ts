import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BrakeChange } from '../../sync/protocol/brake.ts'
import type { BrakeState, OpenQuestion, Preview, Reconciliation, StationRow } from '../../sync/protocol/office.ts'
import { type GivenAnswer, OfficeError, type OfficeLine } from './office-line.ts'

/** What the page shows; absent until the hub has told it. */
export interface OfficeState {
  readonly brake?: BrakeState
  readonly stations?: readonly StationRow[]
  readonly questions?: readonly OpenQuestion[]
  readonly reports?: readonly Reconciliation[]
  readonly preview?: Preview
  /** A preview or a reading back is under way. */
  readonly busy?: 'preview' | 'read-back' | undefined
  /** The last thing that could not be done. */
  readonly trouble?: OfficeError | undefined
  /** An answer was taken. */
  readonly answered?: boolean
}

export interface Office {
  readonly store: StoreApi<OfficeState>
  /** Asks for everything that changes by itself. */
  refresh(): Promise<void>
  change(change: BrakeChange): Promise<void>
  answer(given: GivenAnswer): Promise<void>
  preview(of: { readonly station?: string; readonly journal?: string }): Promise<void>
  readBack(): Promise<void>
}

/** What the page knows of the hub and does with it, in the name of who signed in. What fails stands in `trouble`; nothing rejects. */
export function openOffice(line: OfficeLine, by: string): Office {
  const store = createStore<OfficeState>(() => ({}))
  const put = (part: Partial<OfficeState>) => store.setState(part)

  async function trying(act: () => Promise<Partial<OfficeState>>, busy?: OfficeState['busy']): Promise<void> {
    if (busy) put({ busy })
    try {
      put({ ...(await act()), trouble: undefined })
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error
      put({ trouble: error })
    } finally {
      if (busy) put({ busy: undefined })
    }
  }

  const refresh = () =>
    trying(async () => {
      const [brake, stations] = [await line.brake(), await line.stations()]
      const [questions, reports] = [await line.questions(), await line.reports()]
      return { brake, stations, questions, reports }
    })

  return {
    store,
    refresh,
    change: change => trying(async () => ({ brake: await line.change(by, change) })),
    async answer(given) {
      put({ answered: false })
      await trying(async () => {
        await line.answer({ ...given, staffId: by })
        return { answered: true, questions: await line.questions() }
      })
    },
    preview: of => trying(async () => ({ preview: await line.preview(of) }), 'preview'),
    readBack: () =>
      trying(async () => {
        await line.readBack()
        return { reports: await line.reports() }
      }, 'read-back'),
  }
}
