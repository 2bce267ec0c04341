/** In the page: what became of a write into a database of the test's own. */
export function writeSomething(): Promise<string> {
  return new Promise<string>(resolve => {
    const opening = indexedDB.open('something')
    opening.onupgradeneeded = () => opening.result.createObjectStore('some')
    opening.onerror = () => resolve(opening.error!.name)
    opening.onsuccess = () => {
      const change = opening.result.transaction('some', 'readwrite')
      change.objectStore('some').put('x'.repeat(1000), 1)
      change.oncomplete = () => resolve('written')
      change.onabort = () => resolve(change.error!.name)
    }
  })
}
