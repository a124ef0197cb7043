import { dirname } from 'node:path'
import type { AnyNodeType } from '../define-node.js'
import { MillraceError } from '../errors.js'
import type { NodeModule } from '../palette/folder-modules.js'
import { subflowType } from '../palette/subflow-type.js'
import type { RedEnvironment } from './environment.js'
import { inheritNode } from './inherit-node.js'
import { createNodeType, type TypeOptions } from './node-type.js'
import type { Plugin } from './plugins.js'
import { type NodeForm, readForms } from './read-form.js'

/** What one module registers. */
export class Registration {
  readonly types: AnyNodeType[] = []
  /** Settles with the first type. */
  readonly first: Promise<void>
  private tellFirst: () => void = () => {}
  private hasPlugin = false
  private forms: ((type: string) => NodeForm) | undefined

  constructor(
    private readonly environment: RedEnvironment,
    private readonly module: NodeModule,
  ) {
    this.first = new Promise((resolve) => {
      this.tellFirst = resolve
    })
  }

  get isEmpty(): boolean {
    return this.types.length === 0 && !this.hasPlugin
  }

  /** `RED.nodes.registerType(type, constructor, options)`; the old form had the name of the set before these. */
  registerType(...parameters: unknown[]): void {
    const [type, maker, options] = typeof parameters[1] === 'string' ? parameters.slice(1) : parameters
    if (typeof type !== 'string' || type === '') {
      throw new MillraceError('BAD_NODE_TYPE', 'registers a node type without a name.')
    }
    if (this.types.some((known) => known.type === type)) {
      throw new MillraceError('BAD_NODE_TYPE', `registers the node type "${type}" twice.`)
    }
    try {
      inheritNode(maker)
    } catch (cause) {
      const text = `registers the node type "${type}" with something that is no constructor.`
      throw new MillraceError('BAD_NODE_TYPE', text, { cause })
    }
    const { credentials = {}, settings = {} } = (options ?? {}) as TypeOptions
    this.environment.settings.declare(type, settings)
    this.environment.nodes.enter(type, maker)
    this.enter(createNodeType(type, { maker, credentials }, this.environment, this.module, this.formOf(type)))
  }

  registerSubflow(subflow: unknown): void {
    this.enter(subflowType(subflow))
  }

  registerPlugin(id: string, plugin: Plugin): void {
    const { package: holder, source, file } = this.module
    const from = { module: holder?.name ?? source, path: holder?.folder ?? dirname(file) }
    this.environment.plugins.register(id, plugin, from)
    this.hasPlugin = true
    this.tellFirst()
  }

  /** Takes back what the module registered. */
  undo(): void {
    this.types.length = 0
  }

  private formOf(type: string): NodeForm {
    this.forms ??= readForms(this.module.file)
    return this.forms(type)
  }

  private enter(type: AnyNodeType): void {
    this.types.push(type)
    this.environment.events.emit('type-registered', type.type)
    this.tellFirst()
  }
}
