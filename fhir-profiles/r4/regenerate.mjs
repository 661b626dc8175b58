// Writes types.jsonl, value-sets.jsonl and search-parameters.jsonl from HL7's own package.
//
//   node regenerate.mjs [folder of the unpacked package]
//
// Without a folder the package is fetched with `npm pack` into a temporary one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Terminology } from './terminology.mjs';

const packageName = 'hl7.fhir.r4.examples@4.0.1';
const structure = 'http://hl7.org/fhir/StructureDefinition/';
const here = dirname(fileURLToPath(import.meta.url));

function fetchPackage(folder) {
  const tarball = execFileSync('npm', ['pack', packageName, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  return join(folder, 'package');
}

function readResources(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'package.json')
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

const afterBase = (url) => url.slice(url.lastIndexOf('/') + 1);
const withoutVersion = (canonical) => canonical.split('|')[0];
const ordinal = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const extension = (element, name) => element.extension?.find((e) => e.url === structure + name);

function isType(resource) {
  return resource.resourceType === 'StructureDefinition'
    && resource.kind !== 'logical'
    && resource.derivation !== 'constraint';
}

// `Element.id` and its like name a FHIRPath type and carry the FHIR type in an extension; `Resource.id` carries "string" there,
// though resource.html gives it the type id.
function typeOf(element, type) {
  if (element.base.path === 'Resource.id') {
    return { code: 'id' };
  }

  const fhirType = extension(type, 'structuredefinition-fhir-type');
  const targets = (type.targetProfile ?? []).map(afterBase);
  return { code: fhirType ? fhirType.valueUrl : type.code, targets: targets.includes('Resource') ? [] : targets };
}

function compactType(type) {
  return type.targets?.length ? type : type.code;
}

function ownConstraints(element, definition) {
  return (element.constraint ?? [])
    .filter((c) => (c.source ?? definition.url) === definition.url && c.key !== 'ele-1')
    .map((c) => ({ key: c.key, severity: c.severity, human: c.human, expression: c.expression }));
}

function compactElement(element, definition, terminology) {
  const constraints = ownConstraints(element, definition);
  const required = element.binding?.strength === 'required' ? withoutVersion(element.binding.valueSet) : undefined;
  return {
    path: element.path,
    min: element.min || undefined,
    max: element.max === '1' ? undefined : element.max,
    types: element.contentReference ? undefined : element.type.map((t) => compactType(typeOf(element, t))),
    contentReference: element.contentReference?.slice(1),
    binding: required && terminology.isEnumerable(required) ? required : undefined,
    summary: element.isSummary || undefined,
    constraints: constraints.length ? constraints : undefined,
  };
}

// The snapshot repeats what a type inherits; it is written once, with the type that states it.
function isInherited(element, definition) {
  const path = element.base.path;
  return path !== element.path && path.split('.')[0] !== definition.type && !definition.abstract;
}

function compactDefinition(definition, terminology) {
  const [root, ...elements] = definition.snapshot.element;
  const isPrimitive = definition.kind === 'primitive-type';
  const value = elements.find((e) => e.path === `${definition.type}.value`);
  const regex = isPrimitive && value.type[0] ? extension(value.type[0], 'regex')?.valueString : undefined;
  const isOwn = (e) => !isPrimitive && (definition.abstract ? e.base.path.split('.')[0] === definition.type : !isInherited(e, definition));
  const constraints = definition.name === 'Element'
    ? root.constraint.map((c) => ({ key: c.key, severity: c.severity, human: c.human, expression: c.expression }))
    : ownConstraints(root, definition);
  return {
    name: definition.name,
    kind: definition.kind,
    base: definition.baseDefinition ? afterBase(definition.baseDefinition) : undefined,
    abstract: definition.abstract || undefined,
    pattern: regex,
    constraints: constraints.length ? constraints : undefined,
    elements: elements.filter(isOwn).map((e) => compactElement(e, definition, terminology)),
  };
}

function isOfTheSpecification(parameter) {
  const isExample = parameter.id === 'example' || parameter.id.startsWith('example-');
  const isUnusable = parameter.experimental && !parameter.expression;
  return parameter.base?.length && !isExample && !isUnusable;
}

function compactParameter(parameter) {
  return {
    code: parameter.code,
    url: parameter.url,
    type: parameter.type,
    base: parameter.base,
    expression: parameter.expression,
    target: parameter.target,
    component: parameter.component?.map((c) => ({ definition: c.definition, expression: c.expression })),
  };
}

function requiredValueSets(types) {
  const urls = types.flatMap((t) => t.elements).map((e) => e.binding).filter(Boolean);
  return [...new Set(urls)].sort(ordinal);
}

function write(name, rows) {
  writeFileSync(join(here, name), rows.map((row) => JSON.stringify(row) + '\n').join(''));
  console.log(`${name}: ${rows.length}`);
}

function regenerate(folder) {
  const resources = readResources(folder);
  const terminology = new Terminology(resources);
  const types = resources.filter(isType).map((d) => compactDefinition(d, terminology)).sort((a, b) => ordinal(a.name, b.name));
  write('types.jsonl', types);
  write('value-sets.jsonl', requiredValueSets(types).map((url) => ({ url, codes: terminology.expand(url) })));
  write('search-parameters.jsonl', resources
    .filter((r) => r.resourceType === 'SearchParameter' && isOfTheSpecification(r))
    .map(compactParameter)
    .sort((a, b) => ordinal(a.url, b.url)));
  for (const [url, reason] of terminology.notEnumerable) {
    console.log(`not enumerable: ${url}: ${reason}`);
  }
}

if (process.argv[2]) {
  regenerate(process.argv[2]);
} else {
  const temporary = mkdtempSync(join(tmpdir(), 'fhir-r4-'));
  try {
    regenerate(fetchPackage(temporary));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
