// Loaded into Electron before the app, by a test alone: the window opens when the test has put its scripts where the page will find them first.
const { app } = require('electron')

const ready = app.whenReady.bind(app)
const allowed = new Promise(allow => {
  globalThis.letWindowOpen = allow
})
app.whenReady = async () => {
  await ready()
  await allowed
}
