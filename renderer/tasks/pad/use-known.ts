import { useEffect, useState } from 'react'
import { shortName } from '../../desk/patron-words.ts'
import { useStation } from '../../store/station.ts'

/** What a number is here. */
export interface Known {
  readonly title?: string
  /** It is somebody's card. */
  readonly patron?: string
  readonly isUnknown: boolean
}

/** Looks a number up while it is typed. */
export function useKnown(number: string): Known {
  const { desk } = useStation()
  const [found, setFound] = useState<Known & { readonly number: string }>({ number: '', isUnknown: false })
  useEffect(() => {
    let isOver = false
    if (number)
      void desk.lookUp(number).then(({ item, patron }) => {
        if (isOver) return
        const card = patron && !item ? (shortName(patron) ?? '') : undefined
        setFound({
          number,
          isUnknown: !item && !patron,
          ...(item && { title: item.title }),
          ...(card !== undefined && { patron: card }),
        })
      })
    return () => {
      isOver = true
    }
  }, [desk, number])
  return found.number === number ? found : { isUnknown: false }
}
