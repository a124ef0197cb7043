/** Where text written by users becomes functions that cannot reach the host. */
export type Sandbox = object
