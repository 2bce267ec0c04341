import type { Outcome } from '../../circulation/outcome.ts'
import type { EvidenceInShort } from '../../circulation/replay/evidence-in-short.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import type { Action } from '../connectors/connector.ts'
import type { TableChange } from '../connectors/library-tables.ts'
import type { BrakeLine } from './brake/brake-line.ts'
import type { HeldBack } from './brake/brake-store.ts'
import type { DemoSize } from './demo/demo-library.ts'
import type { Looks } from './looks/look-store.ts'
import type { ToldByHome } from './on-board/board-journals.ts'
import type { SendingMark } from './ports.ts'

/** What must survive a power cut, one line of the hub's log each. The database is made from these lines, and again after a crash. */
export type LogLine =
  /** The first line: which made-up library this hub began with. */
  | ({ readonly type: 'seeded' } & DemoSize)
  | { readonly type: 'enrolled'; readonly station: string; readonly tokenHash: string; readonly at: string }
  | { readonly type: 'uploaded'; readonly at: string; readonly entries: readonly LoggedEntry[] }
  | { readonly type: 'sending'; readonly mark: SendingMark }
  | {
      readonly type: 'outcome'
      readonly id: EntryId
      readonly hash: string
      readonly outcome: Outcome
      readonly at: string
      readonly because?: EvidenceInShort
    }
  /** On board: what the hub at home has decided. */
  | ({ readonly type: 'told-by-home' } & ToldByHome)
  | { readonly type: 'written'; readonly mark: string; readonly changes: readonly TableChange[] }
  | ({ readonly type: 'looked' } & Looks)
  /** Still to be done, so who it is about is sealed under a later key. */
  | {
      readonly type: 'kept-longer'
      readonly entries: readonly LoggedEntry[]
      readonly marks: readonly { readonly mark: string; readonly actions: readonly Action[]; readonly outcome: Outcome }[]
      readonly held: readonly { readonly id: EntryId; readonly hash: string; readonly held: HeldBack }[]
    }
  /** What stands before it came out of a backup: stations were told more once. */
  | { readonly type: 'restored'; readonly at: string }
  | BrakeLine

/** An uploaded entry with what the hub found out about it when it came. */
export interface LoggedEntry {
  readonly id: EntryId
  readonly hash: string
  readonly fork: boolean
  /** The entry as JSON text, as it came; who it is about is sealed when it is written (retention/). */
  readonly payload: string
  /** Kind and item of a transaction that can be read; absent where it cannot. */
  readonly kind?: string
  readonly barcode?: string
  /** Whether the library system must learn of it; unreadable entries and forks too, so that a person does. */
  readonly replayed: boolean
}
