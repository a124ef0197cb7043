/**
 * Which object of a realm stands for which of the host, both ways. The links are private fields of the objects
 * themselves: with two weak maps each pair would keep the other alive until the next full collection, and every
 * request makes two pairs. Objects that take no fields are linked by weak maps all the same.
 */
export class StandIns {
  private readonly originals = new WeakMap<object, object>()
  private readonly standIns = new WeakMap<object, object>()
  private readonly fields = createFields()

  link(original: object, standIn: object): void {
    if (Object.isExtensible(standIn)) this.fields.setOriginal(standIn, original)
    else this.originals.set(standIn, original)
    if (Object.isExtensible(original)) this.fields.setStandIn(original, standIn)
    else this.standIns.set(original, standIn)
  }

  /** The host's object that a realm's object stands for; undefined for any other. Asks nothing of the object. */
  originalOf(standIn: object): object | undefined {
    return this.fields.originalOf(standIn) ?? this.originals.get(standIn)
  }

  standInOf(original: object): object | undefined {
    return this.fields.standInOf(original) ?? this.standIns.get(original)
  }
}

/** A class that extends it puts its fields on the object that it is given. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what this class is for
    return object
  }
}

/** Made anew for each realm: objects of the host may be known in several. */
function createFields() {
  class StandIn extends Given {
    #original: object

    constructor(standIn: object, original: object) {
      super(standIn)
      this.#original = original
    }

    static originalOf(value: object): object | undefined {
      return #original in value ? value.#original : undefined
    }
  }

  class Original extends Given {
    #standIn: object

    constructor(original: object, standIn: object) {
      super(original)
      this.#standIn = standIn
    }

    static standInOf(value: object): object | undefined {
      return #standIn in value ? value.#standIn : undefined
    }
  }

  return {
    setOriginal: (standIn: object, original: object) => void new StandIn(standIn, original),
    setStandIn: (original: object, standIn: object) => void new Original(original, standIn),
    originalOf: StandIn.originalOf,
    standInOf: Original.standInOf,
  }
}
