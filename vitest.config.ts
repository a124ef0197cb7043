import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/bench/**',
      'test/package/**',
      'test/packages/**',
      'test/nodes/{every-bad-input,burst-of-failures}.test.ts',
      'test/suites/**',
      'test/compare/**',
      'test/sandbox/{escapes,harm,run-corpus,corpus-table}.test.ts',
      'test/sandbox/{link-call,node-done,promise-order,watchdog}.test.ts',
      'test/process/**',
      '**/node_modules/**',
    ],
    globalSetup: ['test/helpers/build-once.ts'],
    // Signals, sockets and time limits are real here: on a busy machine a test may try again, once.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 15_000,
    // The default leaves one of two cores idle.
    maxWorkers: 2,
    // Modules that tests write into temporary folders are loaded as Node loads them.
    server: { deps: { external: [/millrace-test-/] } },
  },
})
