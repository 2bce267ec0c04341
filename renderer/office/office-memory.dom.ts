import { languageOf, languages } from '../i18n/languages.ts'
import { themes } from '../store/screen-store.ts'
import type { Look } from './office.tsx'

/** What this browser remembers of the office: the token until the window closes, name and look for good. */
export interface OfficeMemory {
  token(): string | undefined
  name(): string | undefined
  look(): Look
  enter(token: string, name: string): void
  leave(): void
  keep(look: Look): void
}

const tokenKey = 'pysakki.office.token'
const nameKey = 'pysakki.office.name'
const lookKey = 'pysakki.office.look'

/** A token in the address (`#token=...`) is taken out of it at once, so that it is neither shown nor kept in the history. */
export function officeMemory(window: Window): OfficeMemory {
  const { sessionStorage: session, localStorage: kept, location } = window
  const brought = new URLSearchParams(location.hash.slice(1)).get('token')
  if (brought) {
    session.setItem(tokenKey, brought)
    window.history.replaceState(null, '', location.pathname + location.search)
  }
  return {
    token: () => session.getItem(tokenKey) ?? undefined,
    name: () => kept.getItem(nameKey) ?? undefined,
    look() {
      const [theme, language] = (kept.getItem(lookKey) ?? '').split(' ')
      return { theme: themes.find(one => one === theme) ?? themes[0], language: languageOf(language || languages[0]) }
    },
    enter(token, name) {
      session.setItem(tokenKey, token)
      kept.setItem(nameKey, name)
    },
    leave: () => session.removeItem(tokenKey),
    keep: ({ theme, language }) => kept.setItem(lookKey, `${theme} ${language}`),
  }
}
