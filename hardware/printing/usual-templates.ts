import type { SlipKind, SlipTemplate } from '../../host/slips.ts'

/** What is printed where a library has no templates of its own. */
export const usualTemplates: Readonly<Record<SlipKind, SlipTemplate>> = {
  receipt: [
    { text: '{library}', align: 'centre', bold: true },
    { text: '{branch}', align: 'centre' },
    { text: '{stop}', align: 'centre', when: 'stop' },
    { text: '{day} {time}', align: 'centre' },
    { text: '{t:slip.card-end}', align: 'centre', when: 'cardEnd' },
    { rule: true },
    { text: '{t:slip.lent}', bold: true, when: 'lent' },
    { pair: ['{title}', '{due}'], each: 'lent' },
    { space: 1, when: 'lent' },
    { text: '{t:slip.returned}', bold: true, when: 'returned' },
    { text: '{title}', each: 'returned' },
    { space: 1, when: 'returned' },
    { pair: ['{t:slip.paid}', '{paid} €'], bold: true, when: 'paid' },
    { space: 1, when: 'paid' },
    { text: '{t:print.thanks}', align: 'centre' },
  ],
  hold: [
    { text: '{t:slip.hold}', align: 'centre', bold: true },
    { text: '{number}', align: 'centre', bold: true, big: true },
    { text: '{place}', align: 'centre', bold: true },
    { rule: true },
    { text: '{title}' },
    { text: '{barcode}' },
    { pair: ['{branch}', '{day}'] },
  ],
  transfer: [
    { text: '{t:slip.transfer}', align: 'centre', bold: true },
    { text: '{place}', align: 'centre', bold: true, big: true },
    { rule: true },
    { text: '{title}' },
    { barcode: '{barcode}', align: 'centre' },
    { pair: ['{branch}', '{day}'] },
  ],
}
