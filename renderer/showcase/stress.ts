import type { Shown } from './morning.ts'

const long: Readonly<Record<string, string>> = {
  'Sääksjärven koulu': 'Hämeenkyrön Järvenkylän alakoulun kääntöpaikka',
  'Säijän koulu': 'Hämeenkyrön Järvenkylän alakoulun kääntöpaikka',
  'Moision koulu': 'Hämeenkyrön Järvenkylän alakoulun kääntöpaikka ja esiopetusyksikkö',
  'Muumipappa ja meri': 'Sinuhe egyptiläinen: viisitoista kirjaa lääkäri Sinuhen elämästä n. 1390–1335 eKr.',
  'Tatu ja Patu: outo unikirja':
    'Epäjärjestelmällistyttämättömyydellänsäkäänköhän ja muita pitkiä sanoja lastenkirjallisuudentutkimuksesta',
  'Supermarsu ja kadonnut lippu': 'Lastenkirjallisuudentutkimuksen perusteoksia ja äidinkielenopetuksen käsikirja',
  'Pohjoismaiden luonto-opas': 'Lastenkirjallisuudentutkimuksen perusteoksia ja äidinkielenopetuksen käsikirja',
  Aino: 'Maximilian-Aleksanteri',
  Väinö: 'Maximilian-Aleksanteri Kristian',
  Virtanen: 'Karhunen',
}

/** The same state with the longest words that a library has. */
export function stressed(shown: Shown): Shown {
  return lengthen(shown) as Shown
}

function lengthen(value: unknown): unknown {
  if (typeof value === 'string') return long[value] ?? value
  if (Array.isArray(value)) return value.map(lengthen)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, lengthen(part)]))
}
