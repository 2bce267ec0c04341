import { type ElementType, useLayoutEffect, useRef } from 'react'

interface FitTextProps {
  readonly text: string
  /** Sizes in rem, the wanted one first. */
  readonly sizes: readonly number[]
  readonly as?: ElementType
  readonly className?: string
  readonly lang?: string
}

/**
 * Text in the largest of the sizes in which it stays inside its box, by measured width (and height, where the box has one). In the last size
 * it is cut by the box itself.
 */
export function FitText({ text, sizes, as: Tag = 'span', ...rest }: FitTextProps) {
  const box = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is measured again
  useLayoutEffect(() => {
    const measure = () => {
      const element = box.current
      if (!element) return
      for (const [step, size] of sizes.entries()) {
        // Only what differs is set: each change makes the browser lay everything out anew, while somebody waits for a verdict.
        if (element.style.fontSize !== `${size}rem`) element.style.fontSize = `${size}rem`
        if (element.dataset.step !== String(step)) element.dataset.step = String(step)
        // Accents stand out of a tight line by a tenth of its height; a line too many by a whole one.
        const slack = Number.parseFloat(getComputedStyle(element).fontSize) / 5
        if (element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight + slack) break
      }
    }
    measure()
    if (document.fonts.status !== 'loaded') void document.fonts.ready.then(measure)
  }, [sizes, text])
  return (
    <Tag ref={box} style={{ fontSize: `${sizes[0]}rem` }} data-step="0" {...rest}>
      {text}
    </Tag>
  )
}
