/** The fixed part of every message of SIP 2.00: the names of its parts and how many characters each has. */
export const layouts = {
  '01': [
    ['cardRetained', 1],
    ['at', 18],
  ],
  '09': [
    ['noBlock', 1],
    ['at', 18],
    ['returnedAt', 18],
  ],
  '10': [
    ['ok', 1],
    ['resensitize', 1],
    ['magnetic', 1],
    ['alert', 1],
    ['at', 18],
  ],
  '11': [
    ['renewalPolicy', 1],
    ['noBlock', 1],
    ['at', 18],
    ['dueAt', 18],
  ],
  '12': [
    ['ok', 1],
    ['renewal', 1],
    ['magnetic', 1],
    ['desensitize', 1],
    ['at', 18],
  ],
  '15': [
    ['mode', 1],
    ['at', 18],
  ],
  '16': [
    ['ok', 1],
    ['available', 1],
    ['at', 18],
  ],
  '17': [['at', 18]],
  '18': [
    ['status', 2],
    ['security', 2],
    ['feeType', 2],
    ['at', 18],
  ],
  '19': [['at', 18]],
  '20': [
    ['ok', 1],
    ['at', 18],
  ],
  '23': [
    ['language', 3],
    ['at', 18],
  ],
  '24': [
    ['patronStatus', 14],
    ['language', 3],
    ['at', 18],
  ],
  '25': [['at', 18]],
  '26': [
    ['patronStatus', 14],
    ['language', 3],
    ['at', 18],
  ],
  '29': [
    ['thirdParty', 1],
    ['noBlock', 1],
    ['at', 18],
    ['dueAt', 18],
  ],
  '30': [
    ['ok', 1],
    ['renewal', 1],
    ['magnetic', 1],
    ['desensitize', 1],
    ['at', 18],
  ],
  '35': [['at', 18]],
  '36': [
    ['ended', 1],
    ['at', 18],
  ],
  '37': [
    ['at', 18],
    ['feeType', 2],
    ['paymentType', 2],
    ['currency', 3],
  ],
  '38': [
    ['accepted', 1],
    ['at', 18],
  ],
  '63': [
    ['language', 3],
    ['at', 18],
    ['summary', 10],
  ],
  '64': [
    ['patronStatus', 14],
    ['language', 3],
    ['at', 18],
    ['holds', 4],
    ['overdue', 4],
    ['charged', 4],
    ['fines', 4],
    ['recalls', 4],
    ['unavailableHolds', 4],
  ],
  '65': [['at', 18]],
  '66': [
    ['ok', 1],
    ['renewed', 4],
    ['unrenewed', 4],
    ['at', 18],
  ],
  '93': [
    ['userAlgorithm', 1],
    ['passwordAlgorithm', 1],
  ],
  '94': [['ok', 1]],
  '96': [],
  '97': [],
  '98': [
    ['online', 1],
    ['checkinOk', 1],
    ['checkoutOk', 1],
    ['renewalPolicy', 1],
    ['statusUpdateOk', 1],
    ['offlineOk', 1],
    ['timeout', 3],
    ['retries', 3],
    ['at', 18],
    ['version', 4],
  ],
  '99': [
    ['status', 1],
    ['printWidth', 3],
    ['version', 4],
  ],
} as const

export type Code = keyof typeof layouts
export type Part<C extends Code> = (typeof layouts)[C][number][0]
/** The fixed part by names; each value exactly as wide as its part. */
export type Fixed<C extends Code> = { readonly [K in Part<C>]: string }

/** What a server answers to each message of a client. */
export const answerTo = {
  '01': '24',
  '09': '10',
  '11': '12',
  '15': '16',
  '17': '18',
  '19': '20',
  '23': '24',
  '25': '26',
  '29': '30',
  '35': '36',
  '37': '38',
  '63': '64',
  '65': '66',
  '93': '94',
  '99': '98',
} as const satisfies Partial<Record<Code, Code>>

export type RequestCode = keyof typeof answerTo
export type AnswerCode<C extends RequestCode = RequestCode> = (typeof answerTo)[C]

/** Whether these two digits are a message's. */
export function isCode(digits: string): digits is Code {
  return Object.hasOwn(layouts, digits)
}

/** Characters of the fixed part, without the code. */
export function fixedWidth(code: Code): number {
  return layouts[code].reduce((sum, [, width]) => sum + width, 0)
}
