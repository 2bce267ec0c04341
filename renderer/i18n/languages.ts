/** Languages of the desk, the first one the default. */
export const languages = ['fi', 'sv', 'en'] as const

export type Language = (typeof languages)[number]

/** The language meant by a code such as `sv-FI`; Finnish where it is none of ours. */
export function languageOf(code: string): Language {
  return languages.find(known => code.toLowerCase().split('-')[0] === known) ?? 'fi'
}
