// Expands the value sets of the package into lists of codes (R4 valueset.html#expansion), as far as the package knows them.

const subsumption = new Set(['subsumedBy', 'parent']);
const withoutVersion = (canonical) => canonical.split('|')[0];
const ordinal = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

class NotEnumerable extends Error {}

/** The concepts of one code system: code to { parents, properties }. */
function flatten(codeSystem) {
  const concepts = new Map();
  const add = (concept, parent) => {
    const properties = concept.property ?? [];
    const parents = properties.filter((p) => subsumption.has(p.code)).map((p) => p.valueCode);
    concepts.set(concept.code, { parents: parent ? [parent, ...parents] : parents, properties });
    (concept.concept ?? []).forEach((child) => add(child, concept.code));
  };
  (codeSystem.concept ?? []).forEach((concept) => add(concept, undefined));
  return concepts;
}

function isA(concepts, code, ancestor, seen = new Set()) {
  if (code === ancestor) {
    return true;
  }

  if (seen.has(code)) {
    return false;
  }

  seen.add(code);
  return (concepts.get(code)?.parents ?? []).some((parent) => isA(concepts, parent, ancestor, seen));
}

const valueOf = (property) => String(Object.entries(property).find(([key]) => key.startsWith('value'))?.[1]);

function matches(concepts, code, filter) {
  const isHierarchy = filter.property === 'concept' || filter.property === 'code';
  switch (filter.op) {
    case 'is-a': return isA(concepts, code, filter.value);
    case 'descendent-of': return code !== filter.value && isA(concepts, code, filter.value);
    case 'is-not-a': return !isA(concepts, code, filter.value);
    case '=':
      return isHierarchy
        ? code === filter.value
        : concepts.get(code).properties.some((p) => p.code === filter.property && valueOf(p) === filter.value);
    default: throw new NotEnumerable(`filter ${filter.property} ${filter.op}`);
  }
}

const key = (system, code) => `${system}\n${code}`;

export class Terminology {
  #codeSystems = new Map();
  #valueSets = new Map();
  #expanded = new Map();

  /** Value set urls that could not be expanded, with the reason. */
  notEnumerable = new Map();

  constructor(resources) {
    for (const resource of resources) {
      if (resource.resourceType === 'CodeSystem') {
        this.#codeSystems.set(resource.url, resource);
      } else if (resource.resourceType === 'ValueSet') {
        this.#valueSets.set(resource.url, resource);
      }
    }
  }

  isEnumerable(url) {
    try {
      return this.#expandToKeys(url).size > 0;
    } catch (error) {
      if (!(error instanceof NotEnumerable)) {
        throw error;
      }

      this.notEnumerable.set(url, error.message);
      return false;
    }
  }

  /** System to its codes, both in ordinal order. */
  expand(url) {
    const bySystem = {};
    for (const entry of [...this.#expandToKeys(url)].sort(ordinal)) {
      const [system, code] = entry.split('\n');
      (bySystem[system] ??= []).push(code);
    }

    return bySystem;
  }

  #expandToKeys(url) {
    const known = this.#expanded.get(url);
    if (known) {
      return known;
    }

    const valueSet = this.#valueSets.get(url);
    if (!valueSet?.compose?.include) {
      throw new NotEnumerable('no definition');
    }

    const keys = new Set(valueSet.compose.include.flatMap((include) => [...this.#select(include)]));
    for (const exclude of valueSet.compose.exclude ?? []) {
      this.#select(exclude).forEach((entry) => keys.delete(entry));
    }

    this.#expanded.set(url, keys);
    return keys;
  }

  /** One include or exclude: what its system part and every value set in it have in common. */
  #select(part) {
    const sets = (part.valueSet ?? []).map((canonical) => this.#expandToKeys(withoutVersion(canonical)));
    if (part.system) {
      sets.push(this.#codesOf(part));
    }

    return sets.reduce((common, set) => new Set([...common].filter((entry) => set.has(entry))));
  }

  #codesOf({ system, concept, filter }) {
    if (concept) {
      return new Set(concept.map((c) => key(system, c.code)));
    }

    const codeSystem = this.#codeSystems.get(system);
    if (codeSystem?.content !== 'complete' || !codeSystem.concept?.length) {
      throw new NotEnumerable(`code system ${system} is not in the package`);
    }

    const concepts = flatten(codeSystem);
    const codes = [...concepts.keys()].filter((code) => (filter ?? []).every((f) => matches(concepts, code, f)));
    return new Set(codes.map((code) => key(system, code)));
  }
}
