/**
 * Which object of a realm stands for which of the host, both ways. The links are private fields of the objects
 * themselves: with two weak maps each pair would keep the other alive until the next full collection, and every
 * request makes two pairs.
 */
export class StandIns {
  private readonly originals = createLinks()
  private readonly standIns = createLinks()

  link(original: object, standIn: object): void {
    this.originals.set(standIn, original)
    this.standIns.set(original, standIn)
  }

  /** The host's object that a realm's object stands for; undefined for any other. Asks nothing of the object. */
  originalOf(standIn: object): object | undefined {
    return this.originals.get(standIn)
  }

  standInOf(original: object): object | undefined {
    return this.standIns.get(original)
  }
}

interface Links {
  set(from: object, to: object): void
  get(from: object): object | undefined
}

/** A class that extends it puts its fields on the object that it is given. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what this class is for
    return object
  }
}

/** Links by a field of their own. Objects that take no fields are linked by a weak map all the same. */
function createLinks(): Links {
  class Link extends Given {
    #to: object

    constructor(from: object, to: object) {
      super(from)
      this.#to = to
    }

    static get(from: object): object | undefined {
      return #to in from ? from.#to : undefined
    }
  }

  const others = new WeakMap<object, object>()
  return {
    set(from, to) {
      if (Object.isExtensible(from)) new Link(from, to)
      else others.set(from, to)
    },
    get: (from) => Link.get(from) ?? others.get(from),
  }
}
