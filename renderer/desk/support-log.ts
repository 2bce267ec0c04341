/** What a log may hold: where in the program it broke. Numbers and quoted texts may be a patron's, so they are taken out. */
export function supportLog({ message, stack }: { readonly message: string; readonly stack: string }, browser: string): string {
  const where = stack
    .split('\n')
    .map(line => line.trim())
    .filter(line => /^at |^@|\S+@/.test(line))
    .map(withoutAddresses)
  return ['Pysäkki', browser, withoutData(message), ...where].join('\n')
}

/** Only plain lower-case words stay: anything in quotes, with a digit or with a capital may be a number, a name or a title. */
function withoutData(text: string): string {
  const unquoted = text.replace(/(["'`“”])[^"'`“”]*\1|“[^”]*”/g, '…')
  return unquoted.replace(/\S+/g, word => (/^[a-z]+[.,:;)]?$|^\([a-z]+$|^…$/.test(word) ? word : '…'))
}

/** File and line of a stack line, without the address of the hub or its token. */
function withoutAddresses(line: string): string {
  return line.replace(/\w+:\/\/[^\s)]*\/([^/\s)?#]*)(\?[^:\s)]*)?(#[^:\s)]*)?/g, '$1')
}
