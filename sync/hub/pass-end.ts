/** How a pass of replay ended. `quiet`: nothing to do until something comes in. `waiting`: something may be decided later, `more`: at once. `unreachable`, `retry`: try again soon. */
export type PassEnd = 'quiet' | 'waiting' | 'more' | 'retry' | 'unreachable'
