import type { Generated } from 'kysely'

/** The hub's tables. Whole rows of the register are kept as JSON text beside the columns they are found by. */
export interface Tables {
  meta: { name: string; value: number }
  stations: { station: string; token_hash: string; enrolled_at: string }
  entries: {
    arrival: Generated<number>
    station: string
    epoch: string
    sequence: number
    hash: string
    fork: boolean
    received_at: string
    /** What came, as JSON text: also what cannot be read. */
    payload: string
    /** Null where the payload cannot be read. */
    kind: string | null
    barcode: string | null
    replayed: boolean
    outcome: string | null
    outcome_kind: string | null
    outcome_at: string | null
    in_version: number | null
    /** Rises with every outcome given; the stations' cursor. */
    outcome_number: number | null
  }
  sending_marks: {
    mark: string
    station: string
    epoch: string
    sequence: number
    actions: string
    outcome: string
    at: string
    open: boolean
  }
  /** The audit trail beside the entries: what was sent, and every outcome given. */
  steps: {
    number: Generated<number>
    station: string
    epoch: string
    sequence: number
    /** Empty for what was sent. */
    hash: string
    step: string
    at: string
    detail: string
  }
  items: { barcode: string; title_id: string; home_branch: string; row: string }
  statuses: { barcode: string; status: string }
  places: { barcode: string; branch: string }
  patrons: { patron_id: string; row: string }
  cards: { card: string; patron_id: string }
  loans: { barcode: string; patron_id: string; row: string }
  ended_loans: { barcode: string; patron_id: string; lent_at: string; row: string }
  holds: { hold_id: string; title_id: string; patron_id: string; placed_at: string; ended: string | null; row: string }
  scans: { number: Generated<number>; barcode: string; at: string; row: string }
  /** What the builtin library system remembers of an item for replay alone. */
  item_memories: { barcode: string; row: string }
  library_marks: { mark: string }
  /** What the hub saw of items in a library system that tells no times, in order. */
  sightings: { number: Generated<number>; barcode: string; row: string }
  patron_looks: { patron_id: string; at: string; row: string }
  settings: { number: number; row: string }
  changes: { version: number; kind: string; key: string }
  brake_settings: { connector: string; row: string }
  brake_changes: { at: string; connector: string; done_by: string; before: string; after: string }
  brake_held: { station: string; epoch: string; sequence: number; hash: string; why: string; held: string; at: string }
  brake_tallies: {
    station: string
    epoch: string
    sequence: number
    hash: string
    kind: string
    ruling: string
    /** Another person's loan ends by it. */
    closes: boolean
    at: string
    done_by: string | null
  }
  /** What was let through while a pace was set; older than some minutes it is gone. */
  brake_writes: { station: string; epoch: string; sequence: number; hash: string; at: string }
  /** What a trial run would have made of each entry. */
  shadow_log: {
    station: string
    epoch: string
    sequence: number
    hash: string
    becomes: string
    line: string
    at: string
  }
  station_contacts: { station: string; row: string }
  /** One at a time for each group of stations: under which key persons are told. */
  tag_keys: { number: Generated<number>; key: string; made_at: string; station_group: string }
  /** On a server: under which who transactions were about is sealed, a key for each day. */
  person_keys: { day: string; key: string }
  /** `journal`: the private half of the key to which stations seal their journals, JWK. */
  hub_keys: { name: string; key: string }
  /** Whom a station's register names; `register` is the id of its detail. */
  named_patrons: { register: string; patron_id: string }
  /** The packed register as it was published; `register` as in `PackedStore`. */
  packed_manifests: {
    register: string
    name: string
    format: string
    version: number
    made_at: string
    /** When a later one was published in its place. */
    replaced_at: string | null
    /** The key under which persons are told in it, hex. */
    key: string
    row: string
    build: string
  }
  /** Indexes and bundles, by the SHA-256 of their bytes. */
  packed_parts: { register: string; name: string; bytes: Uint8Array }
  /** Cards that came after a manifest: `patrons` is the index of its patron rows. */
  packed_newcomers: { patrons: string; card: string; place: number }
  reconciliations: { at: string; connector: string; report: string }
}
