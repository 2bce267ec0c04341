import { languageOf, languages } from '../i18n/languages.ts'
import { themes } from '../store/screen-store.ts'
import type { Look } from './office.tsx'
import type { Who } from './office-store.ts'

/** What this browser remembers of the office: token and who works there until the window closes, who was last and the look for good. */
export interface OfficeMemory {
  token(): string | undefined
  /** Who works here now; only with a token. */
  who(): Who | undefined
  last(): Who | undefined
  look(): Look
  bring(token: string): void
  enter(who: Who): void
  leave(): void
  keep(look: Look): void
}

const tokenKey = 'pysakki.office.token'
const whoKey = 'pysakki.office.who'
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
    who: () => whoIn(session.getItem(whoKey)),
    last: () => whoIn(kept.getItem(whoKey)),
    look() {
      const [theme, language] = (kept.getItem(lookKey) ?? '').split(' ')
      return { theme: themes.find(one => one === theme) ?? themes[0], language: languageOf(language || languages[0]) }
    },
    bring: token => session.setItem(tokenKey, token),
    enter(who) {
      session.setItem(whoKey, JSON.stringify(who))
      kept.setItem(whoKey, JSON.stringify(who))
    },
    leave() {
      session.removeItem(tokenKey)
      session.removeItem(whoKey)
    },
    keep: ({ theme, language }) => kept.setItem(lookKey, `${theme} ${language}`),
  }
}

/** What an older page or somebody else wrote there is nobody. */
function whoIn(text: string | null): Who | undefined {
  try {
    const { name, staffId } = JSON.parse(text ?? '') as Partial<Who>
    return typeof name === 'string' && name ? { name, ...(typeof staffId === 'string' && { staffId }) } : undefined
  } catch {
    return undefined
  }
}
