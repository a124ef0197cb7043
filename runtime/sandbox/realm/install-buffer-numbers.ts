/** Reading and writing numbers in a `Buffer`, by views of this realm. */
export function installBufferNumbers(): void {
  type Methods = Record<string, (...parameters: never[]) => unknown>
  const { prototype } = Reflect.get(globalThis, 'Buffer') as { prototype: Methods }
  const views = DataView.prototype as unknown as Methods
  const kinds = [
    { name: 'Int8', bytes: 1 },
    { name: 'UInt8', bytes: 1 },
    { name: 'Int16', bytes: 2 },
    { name: 'UInt16', bytes: 2 },
    { name: 'Int32', bytes: 4 },
    { name: 'UInt32', bytes: 4 },
    { name: 'BigInt64', bytes: 8 },
    { name: 'BigUInt64', bytes: 8 },
    { name: 'Float', view: 'Float32', bytes: 4 },
    { name: 'Double', view: 'Float64', bytes: 8 },
  ]
  for (const { name, view, bytes } of kinds) {
    const viewName = view ?? name.replace('UInt', 'Uint')
    for (const order of bytes === 1 ? [''] : ['LE', 'BE']) addFixed(name, viewName, bytes, order)
  }
  for (const sign of ['Int', 'UInt']) {
    for (const order of ['LE', 'BE']) addVariable(sign, order)
  }

  function addFixed(name: string, viewName: string, bytes: number, order: string): void {
    const get = views[`get${viewName}`] as (
      this: DataView,
      offset: number,
      isLittle: boolean,
    ) => number | bigint
    const set = views[`set${viewName}`] as (
      this: DataView,
      offset: number,
      value: unknown,
      isLittle: boolean,
    ) => void
    const isLittle = order === 'LE'
    define(`read${name}${order}`, function (this: Uint8Array, offset: unknown = 0) {
      return get.call(viewOf(this), check(this, offset, bytes), isLittle)
    })
    define(`write${name}${order}`, function (this: Uint8Array, value: unknown, offset: unknown = 0) {
      const at = check(this, offset, bytes)
      if (name.includes('Int'))
        checkRange(value, name.startsWith('UInt') || name.startsWith('BigU'), bytes * 8)
      set.call(viewOf(this), at, name.startsWith('Big') ? value : Number(value), isLittle)
      return at + bytes
    })
  }

  function addVariable(sign: string, order: string): void {
    const isUnsigned = sign === 'UInt'
    define(`read${sign}${order}`, function (this: Uint8Array, offset: unknown, byteLength: unknown) {
      const bytes = checkLength(byteLength)
      const at = check(this, offset, bytes)
      let value = 0
      for (let index = 0; index < bytes; index++) {
        value = value * 256 + (this[at + (order === 'BE' ? index : bytes - 1 - index)] as number)
      }
      return !isUnsigned && value >= 2 ** (bytes * 8 - 1) ? value - 2 ** (bytes * 8) : value
    })
    define(
      `write${sign}${order}`,
      function (this: Uint8Array, value: unknown, offset: unknown, byteLength: unknown) {
        const bytes = checkLength(byteLength)
        const at = check(this, offset, bytes)
        checkRange(value, isUnsigned, bytes * 8)
        let left = Number(value)
        for (let index = 0; index < bytes; index++) {
          this[at + (order === 'BE' ? bytes - 1 - index : index)] = left & 255
          left = Math.floor(left / 256)
        }
        return at + bytes
      },
    )
  }

  function define(name: string, value: unknown): void {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
    if (!name.includes('UInt')) return
    Object.defineProperty(prototype, name.replace('UInt', 'Uint'), {
      value,
      writable: true,
      configurable: true,
    })
  }

  function viewOf(buffer: Uint8Array): DataView {
    return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  }

  function check(buffer: Uint8Array, offset: unknown, bytes: number): number {
    if (typeof offset !== 'number' || !Number.isInteger(offset)) {
      throw new TypeError(`The offset must be a whole number, not ${String(offset)}.`)
    }
    if (offset < 0 || offset + bytes > buffer.length) {
      throw new RangeError(
        `The offset ${offset} is outside of the Buffer, which holds ${buffer.length} bytes.`,
      )
    }
    return offset
  }

  function checkLength(byteLength: unknown): number {
    if (typeof byteLength === 'number' && byteLength >= 1 && byteLength <= 6) return byteLength
    throw new RangeError('The byteLength must be 1 to 6.')
  }

  function checkRange(value: unknown, isUnsigned: boolean, bits: number): void {
    const most = isUnsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1
    const least = isUnsigned ? 0 : -(2 ** (bits - 1))
    if (Number(value) > most || Number(value) < least) {
      throw new RangeError(`The value ${String(value)} does not fit into ${bits} bits.`)
    }
  }
}
