// Packs the specification's own example resources into r4-examples.br: lines of file name, tab, JSON; compressed.
//
//   node r4-examples.mjs <folder of the unpacked package hl7.fhir.r4.examples@4.0.1>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

// Whole definition bundles: their content is the tables we are built on.
const largest = 700_000;
// The package holds hundreds to thousands of each; a few stand for all.
const ofEachDefinition = 25;
const definitions = new Set(['StructureDefinition', 'ValueSet', 'CodeSystem', 'SearchParameter', 'ConceptMap', 'OperationDefinition']);

const folder = process.argv[2];
const taken = new Map();
const lines = [];
for (const name of readdirSync(folder).filter((f) => f.endsWith('.json') && f !== 'package.json').sort()) {
  const text = readFileSync(join(folder, name), 'utf8');
  const type = JSON.parse(text).resourceType;
  const count = (taken.get(type) ?? 0) + 1;
  if (Buffer.byteLength(text) <= largest && (!definitions.has(type) || count <= ofEachDefinition)) {
    taken.set(type, count);
    // No JSON string holds a raw line break, so this changes white space between tokens only.
    lines.push(`${name.slice(0, -5)}\t${text.replace(/^\uFEFF/, '').replace(/[\r\n]+/g, '').trim()}\n`);
  }
}

const packed = brotliCompressSync(lines.join(''), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'r4-examples.br'), packed);
console.log(`${lines.length} resources, ${packed.length} bytes`);
