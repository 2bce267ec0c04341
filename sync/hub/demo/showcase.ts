import type { Showcase } from '../../register/register.ts'

/**
 * Cards and items with well-known numbers, for the drawer's wallet and shelf, the guides and the end-to-end tests. Everything else of the demo is
 * made by seed around them. `desk` is what the first bus's desk should say about it.
 */
export const showCards = {
  /** Nothing against it; has `showItems.ownLoan` since the last visit. */
  adult: 'PYS0000012',
  /** Eleven years old. */
  child: 'PYS0000020',
  /** Expired last month. */
  expired: 'PYS0000038',
  /** 18,40 euros: over the limit. */
  fees: 'PYS0000046',
  barred: 'PYS0000053',
  /** A school class: no films or games. */
  group: 'PYS0000061',
  /** The old number of a card replaced by `newCard`; still finds its patron. */
  replacedCard: 'PYS0000079',
  newCard: 'PYS0000087',
  /** No birth date on record. */
  noBirthDate: 'PYS0000095',
  /** Has `showItems.lentToOther` and `showItems.overdue`. */
  other: 'PYS0000103',
  /** Waits for `showItems.heldForAnother` at Sääksjärven koulu. */
  holder: 'PYS0000129',
  /** Card and item at once: the desk asks which. */
  both: 'PYS0000111',
} as const

export const showItems = {
  plain: '853N00000017',
  plainToo: '853N00000025',
  plainChild: '853N00000033',
  /** On loan to `showCards.other`. */
  lentToOther: '853N00000041',
  /** On the bus's hold shelf for `showCards.holder`. */
  heldForAnother: '853N00000058',
  /** Home is the branch in Lahdenperä. */
  belongsElsewhere: '853N00000066',
  lost: '853N00000074',
  filmK16: '853N00000082',
  quickLoan: '853N00000090',
  /** On loan to `showCards.adult` since the last visit. */
  ownLoan: '853N00000108',
  both: 'PYS0000111',
  game: '853N00000116',
  notForLoan: '853N00000132',
  /** In; its title has a hold in the queue, to be fetched at Säijän koulu: taking it back catches it. */
  holdQueued: '853N00000140',
  /** On loan to `showCards.other`, two weeks late. */
  overdue: '853N00000157',
  filmK7: '853N00000165',
  magazine: '853N00000173',
} as const

/** Who may sign in at the demo. The PINs are no secret: they are here to be tried, and their hashes so that no start has to make them. */
export const showStaff = [
  {
    staffId: 'marja',
    name: 'Marja Kotilampi',
    badge: 'HLO0000017',
    pin: '4711',
    pinHash: '64656d6f2d6d61726a61000000000000:19b4b73d69755f549e43f9ef357d59b00b0a4cb66130f9357e123faf341f2e7e',
    role: 'lead',
  },
  {
    staffId: 'oula',
    name: 'Oula Ylisaari',
    badge: 'HLO0000025',
    pin: '2580',
    pinHash: '64656d6f2d6f756c6100000000000000:6880da67b581a2ef8629b04465741eab12212e516e98c6b0dd96d93d6f4075ce',
    role: 'staff',
  },
  {
    staffId: 'linnea',
    name: 'Linnéa Sandström',
    badge: 'HLO0000033',
    pin: '1234',
    pinHash: '64656d6f2d6c696e6e65610000000000:3b529b0fcb8943abe544d3901fc450e38ea54f5f0cbef49105a97a6f95cdded5',
    role: 'staff',
  },
] as const

/** What the drawer of simulated devices offers: the numbers above with an i18n key each. */
export const showcase: Showcase = {
  cards: [
    { number: showCards.adult, about: 'adult' },
    { number: showCards.child, about: 'child' },
    { number: showCards.expired, about: 'expired' },
    { number: showCards.fees, about: 'fees' },
    { number: showCards.barred, about: 'barred' },
    { number: showCards.group, about: 'group' },
    { number: showCards.replacedCard, about: 'replaced-card' },
    { number: showCards.noBirthDate, about: 'no-birth-date' },
    { number: showCards.holder, about: 'holder' },
    { number: showCards.both, about: 'both' },
  ],
  items: [
    { number: showItems.plain, about: 'plain' },
    { number: showItems.plainToo, about: 'plain-too' },
    { number: showItems.lentToOther, about: 'lent-to-other' },
    { number: showItems.heldForAnother, about: 'held-for-another' },
    { number: showItems.belongsElsewhere, about: 'belongs-elsewhere' },
    { number: showItems.lost, about: 'lost' },
    { number: showItems.filmK16, about: 'film-k16' },
    { number: showItems.quickLoan, about: 'quick-loan' },
    { number: showItems.ownLoan, about: 'own-loan' },
    { number: showItems.overdue, about: 'overdue' },
  ],
}
