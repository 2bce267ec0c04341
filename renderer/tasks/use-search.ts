import { useEffect, useRef, useState } from 'react'

/** Asks while somebody types: the last question's answer is shown, an earlier one that comes late is not. An empty question asks nothing. */
export function useSearch<T>(
  question: string,
  ask: () => Promise<readonly T[]>,
): { readonly found?: readonly T[]; readonly searching: boolean } {
  const [answer, setAnswer] = useState<{ readonly question: string; readonly found: readonly T[] }>()
  const asking = useRef(ask)
  asking.current = ask
  useEffect(() => {
    // Of what was found for words that have been taken away, nothing stands under the next ones.
    if (!question) return setAnswer(undefined)
    let current = true
    const later = setTimeout(async () => {
      const found = await asking.current()
      if (current) setAnswer({ question, found })
    }, 60)
    return () => {
      current = false
      clearTimeout(later)
    }
  }, [question])
  if (!question || !answer) return { searching: question !== '' }
  return { found: answer.found, searching: answer.question !== question }
}

/** A number was scanned or typed where a name was expected: it is handed to the desk instead. */
export function looksLikeNumber(text: string): boolean {
  return /^\$\$[A-Z0-9]+$|^(?=.*\d)[0-9A-Za-z.$/+%-]{5,40}$/.test(text.trim())
}
