// Reads AsyncAPI documents with the parser of their authors; every complaint fails. It does not look at examples: cargo test does.
import { readFile } from 'node:fs/promises'
import { Parser } from '@asyncapi/parser'

const parser = new Parser()
const told = async (text) => (await parser.parse(text)).diagnostics.filter(({ severity }) => severity <= 1)

for (const path of process.argv.slice(2)) {
  const text = await readFile(path, 'utf8')
  const complaints = await told(text)
  for (const { code, message, path: at } of complaints) console.error(`${path}: ${at.join('/')}: ${code}: ${message}`)
  // The instrument itself: a document with a part that is not there must not pass.
  const broken = JSON.parse(text)
  broken.components.schemas = {}
  const sees = (await told(JSON.stringify(broken))).length > 0
  if (!sees) console.error(`${path}: the parser does not see that all schemas are missing`)
  if (complaints.length > 0 || !sees) process.exitCode = 1
}
