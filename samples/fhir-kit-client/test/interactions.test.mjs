import { baseUrl, connect } from '../src/connect.mjs';
import { CapabilityTool, Client } from 'fhir-kit-client';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

const client = await connect();
const resourceType = 'Patient';
const system = 'https://clinic.example.com/mrn';
const patient = (value = randomUUID()) => ({ resourceType, identifier: [{ system, value }] });
const status = (resource) => Client.httpFor(resource).response.status;
const refused = (expected, call) => assert.rejects(call, ({ response }) => {
  assert.equal(response.status, expected, JSON.stringify(response.data));
  assert.equal(response.data.resourceType, 'OperationOutcome');
  return true;
});

test('the server says where tokens are, in its SMART configuration and in its CapabilityStatement', async () => {
  const anonymous = new Client({ baseUrl });
  const token = new URL('/oauth2/token', baseUrl).href;

  assert.equal((await anonymous.smartAuthMetadata()).tokenUrl.href, token);
  const { security } = (await anonymous.capabilityStatement()).rest[0];
  const uris = security.extension.find((extension) => extension.url === 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris');
  assert.equal(uris.extension.find((extension) => extension.url === 'token').valueUri, token);
});

test('the CapabilityStatement tells what the server can', async () => {
  const capabilities = new CapabilityTool(await client.capabilityStatement());

  for (const interaction of ['read', 'vread', 'create', 'update', 'patch', 'delete', 'history-instance', 'search-type']) {
    assert.ok(capabilities.resourceCan('Communication', interaction), interaction);
  }
  assert.ok(capabilities.serverCan('transaction') && capabilities.serverCan('batch'));
  assert.ok(capabilities.resourceSearch('Communication', 'medium'));
  const operations = capabilities.capabilityContents({ resourceType: 'Communication', capabilityType: 'operation' }).map(({ name }) => name);
  assert.ok(operations.includes('send-efax') && operations.includes('receive-efax'));
});

test('create, read, update, patch, delete', async () => {
  const created = await client.create({ resourceType, body: patient() });
  assert.equal(status(created), 201);
  const { id } = created;
  assert.deepEqual(await client.read({ resourceType, id }), created);

  const updated = await client.update({ resourceType, id, body: { ...created, gender: 'female' } });
  assert.deepEqual([status(updated), updated.gender], [200, 'female']);
  const patched = await client.patch({ resourceType, id, jsonPatch: [{ op: 'replace', path: '/gender', value: 'male' }] });
  assert.equal(patched.gender, 'male');

  const history = await client.history({ resourceType, id });
  assert.deepEqual(history.entry.map((entry) => entry.resource.gender), ['male', 'female', undefined]);
  assert.deepEqual(await client.vread({ resourceType, id, version: created.meta.versionId }), created);

  await client.delete({ resourceType, id });
  await refused(410, client.read({ resourceType, id }));
  await refused(404, client.read({ resourceType, id: randomUUID() }));
});

test('conditional create, update and requests', async () => {
  const value = randomUUID();
  const headers = { 'If-None-Exist': `identifier=${system}|${value}` };

  const first = await client.create({ resourceType, body: patient(value), options: { headers } });
  const second = await client.create({ resourceType, body: patient(value), options: { headers } });
  assert.deepEqual([status(first), status(second), second.id], [201, 200, first.id]);

  const updated = await client.update({ resourceType, searchParams: { identifier: `${system}|${value}` }, body: { ...patient(value), gender: 'other' } });
  assert.deepEqual([updated.id, updated.gender], [first.id, 'other']);
  await refused(412, client.update({ resourceType, id: first.id, body: first, options: { headers: { 'If-Match': `W/"${first.meta.versionId}"` } } }));
  await client.request(`${resourceType}?identifier=${system}|${value}`, { method: 'DELETE' });
  await refused(410, client.read({ resourceType, id: first.id }));
});

test('searches by GET and by POST, of a type and of the system', async () => {
  const value = randomUUID();
  const { id } = await client.create({ resourceType, body: patient(value) });

  for (const options of [{}, { postSearch: true }]) {
    const found = await client.search({ resourceType, searchParams: { identifier: `${system}|${value}` }, options });
    assert.deepEqual(found.entry.map((entry) => entry.resource.id), [id]);
    const everywhere = await client.search({ searchParams: { _type: 'Patient,Organization', _id: id }, options });
    assert.deepEqual(everywhere.entry.map((entry) => entry.resource.id), [id]);
  }
});

test('pages are walked without a repeat or a gap', async () => {
  const family = randomUUID();
  const made = [];
  for (let i = 0; i < 7; i++) {
    made.push((await client.create({ resourceType, body: { ...patient(), name: [{ family }] } })).id);
  }

  const walked = [];
  for (let page = await client.search({ resourceType, searchParams: { family, _count: 3 } }); page; page = await client.nextPage({ bundle: page })) {
    walked.push(...page.entry.map((entry) => entry.resource.id));
  }
  assert.deepEqual([...walked].sort(), [...made].sort());
});

test('a batch tells what failed; a transaction is all or nothing', async () => {
  const urn = `urn:uuid:${randomUUID()}`;
  const family = randomUUID();
  const entry = [
    { fullUrl: urn, request: { method: 'POST', url: 'Patient' }, resource: { ...patient(), name: [{ family }] } },
    { request: { method: 'POST', url: 'Communication' }, resource: { resourceType: 'Communication', status: 'preparation', subject: { reference: urn } } },
  ];

  const done = await client.transaction({ body: { resourceType: 'Bundle', type: 'transaction', entry } });
  assert.deepEqual(done.entry.map(({ response }) => response.status.slice(0, 3)), ['201', '201']);
  const [communication] = (await client.search({ resourceType: 'Communication', searchParams: { 'subject:Patient.family': family } })).entry;
  assert.match(communication.resource.subject.reference, /^Patient\//);

  const bad = { request: { method: 'POST', url: 'Communication' }, resource: { resourceType: 'Communication', status: 'no such status' } };
  const batch = await client.batch({ body: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: communication.resource.subject.reference } }, bad] } });
  assert.deepEqual(batch.entry.map(({ response }) => response.status.slice(0, 3)), ['200', '400']);

  const before = (await client.search({ resourceType, searchParams: { family, _summary: 'count' } })).total;
  await refused(400, client.transaction({ body: { resourceType: 'Bundle', type: 'transaction', entry: [entry[0], bad] } }));
  assert.equal((await client.search({ resourceType, searchParams: { family, _summary: 'count' } })).total, before);
});

test('references are resolved, operations called', async () => {
  const { id } = await client.create({ resourceType, body: patient() });

  assert.equal((await client.resolve({ reference: `Patient/${id}` })).id, id);
  assert.equal((await client.resolve({ reference: `${baseUrl}/Patient/${id}` })).id, id);
  const input = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: patient() }] };
  assert.equal((await client.operation({ name: '$validate', resourceType, input })).resourceType, 'OperationOutcome');
  assert.equal((await client.operation({ name: 'test-efax' })).resourceType, 'OperationOutcome');
});
