import { defineConfig } from 'vitest/config'

// What takes its time: the sandbox and the node types under attack, the package as users install it, and packages
// that others published: `npm run test:slow`.
export default defineConfig({
  test: {
    include: [
      'test/package/**/*.test.ts',
      'test/packages/*.test.ts',
      'test/nodes/{every-bad-input,burst-of-failures}.test.ts',
      'test/sandbox/{escapes,harm,run-corpus,link-call,node-done,promise-order,watchdog}.test.ts',
      'test/process/**/*.test.ts',
      'test/suites/**/*.test.ts',
    ],
    globalSetup: ['test/helpers/build-once.ts'],
    // Signals, sockets and time limits are real here: on a busy machine a test may try again, once.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
