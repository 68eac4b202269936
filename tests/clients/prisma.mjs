// Prisma's own engine and language tools, without the CLI and its native binary. Each line of standard input is a call,
// {"method": …, "params": …}; each line of standard output its answer, {"ok": …} or {"error": {"code": …, "message": …}}.
// Methods: "open" (begins what is one run of the CLI, params the schema's files or null), those of the engine, "close";
// "validate" and "format". PGHOST and so on say which database, PRISMA_SCHEMA what ?schema= would.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const require = createRequire(`${process.env.PRISMA_MODULES}/`)
const load = (name) => import(require.resolve(name))
const language = require('@prisma/prisma-schema-wasm')
const { default: pg } = await load('pg')
const { PrismaPg } = await load('@prisma/adapter-pg')
const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = await load('@prisma/driver-adapter-utils')
const bindings = await load('@prisma/schema-engine-wasm/schema_engine_bg')

const wasm = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/js$/, 'wasm')
const program = new WebAssembly.Module(readFileSync(wasm))
const instance = new WebAssembly.Instance(program, { './schema_engine_bg.js': bindings })
bindings.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

// The adapter refuses "char", which the catalogs have: for it they are bpchar (1042), for the engine characters.
class Pool extends pg.Pool {
  async query(...query) {
    const result = await super.query(...query)
    const fields = result.fields ?? []
    this.characters = [...fields.keys()].filter((at) => fields[at].dataTypeID === 18)
    for (const at of this.characters) fields[at].dataTypeID = 1042
    return result
  }
}

async function connect(database) {
  const pool = new Pool({ database, max: 1 })
  const options = { schema: process.env.PRISMA_SCHEMA, disposeExternalPool: true }
  const connection = await new PrismaPg(pool, options).connect()
  const read = connection.queryRaw.bind(connection)
  connection.queryRaw = async (query) => {
    const result = await read(query)
    for (const at of pool.characters) result.columnTypes[at] = ColumnTypeEnum.Character
    return result
  }
  // The adapter would cut a script at each semicolon; the native engine sends it whole.
  connection.executeScript = async (sql) => void (await connection.executeRaw({ sql, args: [], argTypes: [] }))
  return connection
}

// The adapter's own drops the database before it leaves it, which fails.
async function connectToShadow(main) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`
  await main.executeScript(`CREATE DATABASE "${name}"`)
  const shadow = await connect(name)
  const leave = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await leave()
    await main.executeScript(`DROP DATABASE "${name}"`)
  }
  return shadow
}

let engine
let main

async function open(files) {
  main = await connect(process.env.PGDATABASE)
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => main,
    connectToShadowDb: () => connectToShadow(main),
  })
  engine = await bindings.SchemaEngine.new({ datamodels: files ?? undefined }, () => {}, factory)
}

// The lock goes with the connection.
const close = () => main.dispose()

const validate = (files) => language.validate(JSON.stringify({ prismaSchema: files, noColor: true }))

function format(files) {
  const options = { tabSize: 2, insertSpaces: true }
  const params = { textDocument: { uri: `file:/${files[0][0]}` }, options }
  return JSON.parse(language.format(JSON.stringify(files), JSON.stringify(params)))
}

const own = { open, close, validate, format }
const call = async ({ method, params }) => (own[method] ? own[method](params) : engine[method](params))
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const refuse = (error) => answer({ error: { code: error?.code ?? '', message: error?.message ?? String(error) } })

// A panic comes up outside of the call, which then never ends.
let panic = 'a panic'
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message) }
process.on('uncaughtException', () => {
  refuse(panic)
  process.exit(1)
})

for await (const line of createInterface({ input: process.stdin })) {
  await call(JSON.parse(line)).then((value) => answer({ ok: value ?? null }), refuse)
}
