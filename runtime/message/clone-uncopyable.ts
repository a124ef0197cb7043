/**
 * Whether copying an object's properties would give a broken thing: emitters (sockets, streams, requests, nodes),
 * timers, promises, weak collections, URLs and other objects of the host, instances of classes with private fields.
 */
export function isUncopyable(source: object, prototype: object | null): boolean {
  if (prototype === null) return false
  if (
    Object.prototype.toString.call(source) !== '[object Object]' &&
    !Object.hasOwn(source, Symbol.toStringTag)
  ) {
    return true
  }
  if (hasMethods(source, 'on', 'emit') || hasMethods(source, 'ref', 'unref')) return true
  for (let proto: object | null = prototype; proto !== null; proto = Object.getPrototypeOf(proto)) {
    if (isOfUncopyableClass(proto)) return true
  }
  return false
}

function hasMethods(source: object, ...names: string[]): boolean {
  return names.every((name) => typeof Reflect.get(source, name) === 'function')
}

/** What a class that hides state from its properties looks like: the host's own say `[native code]`. */
function isOfUncopyableClass(proto: object): boolean {
  const made = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value
  if (typeof made !== 'function' || made.prototype !== proto) return false
  if (Object.getPrototypeOf(proto) === null) return false
  const text = Function.prototype.toString.call(made)
  if (text.endsWith('{ [native code] }')) return true
  return text.startsWith('class') && text.includes('#') && privateName.test(text)
}

/** Declared or used: `#secret = 1`, `this.#secret`, `#run() {}`. A color such as '#fff' in a text does not look so. */
const privateName = /[\s;{}.(!]#[A-Za-z_$]/
