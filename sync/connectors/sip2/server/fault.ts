/** What may go wrong with one request, at the server or on the way back. */
export type Fault =
  /** It is carried out and answered so much later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** It is carried out so much later, whether or not somebody still waits. */
  | { readonly kind: 'late'; readonly ms: number }
  | {
      readonly kind:
        | 'answer-lost'
        | 'not-heard'
        | 'answer-twice'
        | 'answer-cut'
        | 'wrong-sum'
        | 'wrong-number'
        | 'hangs-up-before'
        | 'hangs-up-after'
        | 'garbled'
        /** ok = 1, and nothing was done. */
        | 'says-yes'
        /** ok = 0, though it was done. */
        | 'says-no'
        | 'another-patron'
        | 'another-item'
    }

export const faultKinds = [
  'slow',
  'late',
  'answer-lost',
  'not-heard',
  'answer-twice',
  'answer-cut',
  'wrong-sum',
  'wrong-number',
  'hangs-up-before',
  'hangs-up-after',
  'garbled',
  'says-yes',
  'says-no',
  'another-patron',
  'another-item',
] as const satisfies readonly Fault['kind'][]

/** Asked once for each request, with its code and which one it is since the start. */
export type Faults = (code: string, count: number) => Fault | undefined
