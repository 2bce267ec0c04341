import type { Slip } from '../../host/slips.ts'

const text = (words: string, more: { bold?: boolean; big?: boolean } = {}) =>
  ({ kind: 'text', text: words, align: 'left', bold: false, big: false, ...more }) as const

/** A slip for whoever sets a printer up: every letter of the languages, a bold and a big line, bars, both edges of the paper. */
export const testSlip: Slip = [
  text('Pysäkki', { big: true }),
  text('Åå Ää Öö Šš Žž Éé Üü 0 € - ?', { bold: true }),
  text('Čč Đđ Ŋŋ Šš Ŧŧ Žž Áá Ââ Õõ'),
  { kind: 'pair', left: '<', right: '>', bold: false },
  { kind: 'rule' },
  { kind: 'barcode', text: '853N00000017', align: 'centre' },
]
