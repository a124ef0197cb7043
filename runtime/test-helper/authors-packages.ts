import { createRequire } from 'node:module'
import { join } from 'node:path'
import { MillraceError } from '../errors.js'

/** What of sinon the helper uses; tests use all of it. */
export interface Sinon {
  createSandbox(): SinonSandbox
  spy(): SinonSpy
}

export interface SinonSandbox {
  spy(): SinonSpy
  spy(object: object, method: string): SinonSpy
  restore(): void
}

export interface SinonSpy {
  (...parameters: unknown[]): unknown
  readonly callCount: number
  readonly args: unknown[][]
  getCall(index: number): unknown
}

/** Loads a package of the project under test, else one that is installed beside Millrace; `undefined` without one. */
export function findPackage(name: string): unknown {
  for (const place of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(place)(name)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'MODULE_NOT_FOUND' || !message.includes(`'${name}'`)) throw error
    }
  }
  return undefined
}

/** @throws MillraceError FILE_NOT_FOUND, saying what to install */
export function needPackage(name: string, what: string): unknown {
  const found = findPackage(name)
  if (found !== undefined) return found
  throw new MillraceError(
    'FILE_NOT_FOUND',
    `${what} of millrace/test-helper needs the package ${name}, which is not installed. Install it: ` +
      `npm install --save-dev ${name}`,
  )
}
