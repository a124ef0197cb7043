import { describePlace, type Place } from './function-error.js'

export interface Positions {
  add(fn: number, placeOf: (line: number, column: number) => Place | undefined): void
  remove(fn: number): void
  placeOf(fn: number, line: number, column: number): Place | undefined
  /** The stack of a realm's error with places in the functions' own texts. */
  mapStack(stack: string): string
}

/** Where places in the scripts of functions are in the functions' own texts. */
export class PositionTable implements Positions {
  private readonly functions = new Map<number, (line: number, column: number) => Place | undefined>()

  add(fn: number, placeOf: (line: number, column: number) => Place | undefined): void {
    this.functions.set(fn, placeOf)
  }

  remove(fn: number): void {
    this.functions.delete(fn)
  }

  placeOf(fn: number, line: number, column: number): Place | undefined {
    return line > 0 ? this.functions.get(fn)?.(line, column) : undefined
  }

  mapStack(stack: string): string {
    return stack.replace(
      /\(millrace:function\/(\d+):(\d+):(\d+)\)/g,
      (_all, fn: string, line: string, column: string) => {
        const place = this.placeOf(Number(fn), Number(line), Number(column))
        return place === undefined ? '(function node)' : `(${describePlace(place)})`
      },
    )
  }
}
