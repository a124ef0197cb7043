/** What is used of the library `xlsx`. */
export declare const utils: {
  book_new(): object
  book_append_sheet(book: object, sheet: object, name: string): void
  aoa_to_sheet(rows: readonly unknown[][]): object
}
export declare function write(book: object, options: { type: string; bookType: string }): string
