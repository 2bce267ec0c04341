/** What a station may be called, with a dot where it shares a hub on board: `bus-7.front`. */
export const stationName = /^[A-Za-z0-9._-]{1,40}$/
