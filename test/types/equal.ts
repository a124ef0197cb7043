/** True where two types are the same, `any` and `never` included. */
export type Equal<First, Second> =
  (<Type>() => Type extends First ? 1 : 2) extends <Type>() => Type extends Second ? 1 : 2 ? true : false

/** Fails to compile where the type is not `true`. */
export type Expect<Claim extends true> = Claim
