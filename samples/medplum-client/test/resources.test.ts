import { baseUrl, fhirUrl, organization, newNumber, refusal, signedIn } from './support.js';
import { isGone, isNotFound, MedplumClient, normalizeErrorString } from '@medplum/core';
import type { Bundle, Organization, Patient, Resource } from '@medplum/fhirtypes';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

const medplum = await signedIn;
const fresh = { cache: 'reload' } as const;
const system = 'https://clinic.example.com/mrn';
const patient = (value: string = randomUUID()): Patient => ({ resourceType: 'Patient', identifier: [{ system, value }] });

test('create answers the resource with what the client goes on with', async () => {
  const answer = await fetch(fhirUrl('/Patient'), {
    method: 'POST',
    headers: { Authorization: `Bearer ${medplum.getAccessToken()}`, 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(patient()),
  });
  const created = await answer.json() as Patient;

  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('etag'), `W/"${created.meta?.versionId}"`);
  assert.ok(answer.headers.get('location')?.startsWith(fhirUrl(`/Patient/${created.id}`)));
  assert.ok(answer.headers.get('last-modified'));
  assert.deepEqual(await medplum.readReference({ reference: `Patient/${created.id}` }), created);
});

test('what is not there, what was deleted and what is refused carry the outcomes that the client tells apart', async () => {
  const missing = await refusal(medplum.readResource('Patient', randomUUID()));
  assert.ok(isNotFound(missing.outcome));

  const { id } = await medplum.createResource(patient());
  await medplum.deleteResource('Patient', id);
  const gone = await refusal(medplum.readResource('Patient', id, fresh));
  assert.ok(isGone(gone.outcome));

  const nope = await refusal(medplum.createResource({ resourceType: 'Communication', nope: true } as unknown as Resource));
  assert.match(normalizeErrorString(nope), /nope/);
  assert.match(normalizeErrorString(nope), /status/);
});

test('an update answers the new version; an identical one keeps it', async () => {
  const created = await medplum.createResource(patient());

  const updated = await medplum.updateResource<Patient>({ ...created, gender: 'female' });
  assert.notEqual(updated.meta?.versionId, created.meta?.versionId);
  assert.equal((await medplum.updateResource(updated)).meta?.versionId, updated.meta?.versionId);

  const stale = await refusal(medplum.updateResource({ ...created, gender: 'male' } as Patient, { headers: { 'If-Match': 'W/"no-such-version"' } }));
  assert.ok(!isNotFound(stale.outcome));
});

test('JSON Patch adds, replaces, tests and removes', async () => {
  const { id } = await medplum.createResource(patient());

  const added = await medplum.patchResource('Patient', id, [{ op: 'add', path: '/gender', value: 'female' }]);
  assert.equal(added.gender, 'female');
  const removed = await medplum.patchResource('Patient', id, [{ op: 'test', path: '/gender', value: 'female' }, { op: 'remove', path: '/gender' }]);
  assert.equal(removed.gender, undefined);
  const { outcome } = await refusal(medplum.patchResource('Patient', id, [{ op: 'test', path: '/gender', value: 'male' }]));
  assert.ok(outcome.issue[0]?.details?.text);
});

test('history and versions', async () => {
  const created = await medplum.createResource(patient());
  await medplum.updateResource<Patient>({ ...created, gender: 'female' });

  const history = await medplum.readHistory('Patient', created.id);
  assert.equal(history.type, 'history');
  assert.equal(history.entry?.length, 2);
  assert.equal(history.entry?.[0]?.resource?.gender, 'female');
  assert.deepEqual(await medplum.readVersion('Patient', created.id, created.meta?.versionId as string), created);
});

test('conditional create and conditional update', async () => {
  const value = randomUUID();
  const query = `identifier=${system}|${value}`;

  const first = await medplum.createResourceIfNoneExist(patient(value), query);
  assert.equal((await medplum.createResourceIfNoneExist(patient(value), query)).id, first.id);
  const updated = await medplum.upsertResource<Patient>({ ...patient(value), gender: 'female' }, query);
  assert.deepEqual([updated.id, updated.gender], [first.id, 'female']);
  const other = randomUUID();
  const made = await medplum.upsertResource<Patient>(patient(other), { identifier: `${system}|${other}` });
  assert.notEqual(made.id, first.id);
});

test('searches: bundle, one, resources, count, an unknown parameter', async () => {
  const value = randomUUID();
  const created = await medplum.createResource(patient(value));

  const bundle = await medplum.search('Patient', { identifier: `${system}|${value}`, _total: 'accurate' });
  assert.deepEqual([bundle.type, bundle.total, bundle.entry?.[0]?.search?.mode], ['searchset', 1, 'match']);
  assert.equal(bundle.entry?.[0]?.fullUrl, fhirUrl(`/Patient/${created.id}`));
  assert.equal((await medplum.searchOne('Patient', { identifier: value }))?.id, created.id);
  assert.equal(await medplum.searchOne('Patient', { identifier: randomUUID() }), undefined);
  const count = await medplum.search('Patient', { identifier: value, _summary: 'count' });
  assert.deepEqual([count.total, count.entry], [1, undefined]);

  const unknown = await medplum.search('Patient', { identifier: value, 'no-such-parameter': 'x' });
  assert.equal(unknown.entry?.filter((entry) => entry.search?.mode === 'outcome').length, 1);
  await refusal(medplum.search('Patient', { 'no-such-parameter': 'x' }, { headers: { Prefer: 'handling=strict' } }));
});

test('pages are walked by next links, and by offset, without a repeat or a gap', async () => {
  const name = `Walked ${randomUUID()}`;
  const made = new Set<string>();
  for (let i = 0; i < 7; i++) {
    made.add((await medplum.createResource<Organization>({ ...organization(newNumber()), name })).id);
  }

  const walked: string[] = [];
  for await (const page of medplum.searchResourcePages('Organization', { name, _count: '3', _sort: '-_lastUpdated' })) {
    assert.ok(page.length <= 3);
    walked.push(...page.map((resource) => resource.id));
  }
  assert.deepEqual([walked.length, new Set(walked)], [7, made]);

  const byOffset: string[] = [];
  for (let offset = 0; offset < 9; offset += 3) {
    const page = await medplum.searchResources('Organization', { name, _count: '3', _offset: String(offset), _sort: '-_lastUpdated' });
    byOffset.push(...page.map((resource) => resource.id));
  }
  assert.deepEqual(byOffset, walked);
});

test('a transaction resolves urn:uuid, inside Attachment.url too; a batch says what failed', async () => {
  const recipient = `urn:uuid:${randomUUID()}`;
  const binary = `urn:uuid:${randomUUID()}`;
  const transaction = await medplum.executeBatch({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: binary, request: { method: 'POST', url: 'Binary' }, resource: { resourceType: 'Binary', contentType: 'text/plain', data: 'aGVsbG8=' } },
      { fullUrl: recipient, request: { method: 'POST', url: 'Organization' }, resource: organization(newNumber()) },
      {
        request: { method: 'POST', url: 'Communication' },
        resource: { resourceType: 'Communication', status: 'preparation', recipient: [{ reference: recipient }], payload: [{ contentAttachment: { url: binary } }] },
      },
    ],
  });
  assert.deepEqual(transaction.entry?.map((entry) => entry.response?.status?.slice(0, 3)), ['201', '201', '201']);
  const communication = transaction.entry?.[2]?.resource;
  assert.ok(communication?.resourceType === 'Communication');
  assert.match(communication.recipient?.[0]?.reference ?? '', /^Organization\//);
  const document = await medplum.download(communication.payload?.[0]?.contentAttachment?.url as string);
  assert.equal(await document.text(), 'hello');

  const requests: Bundle = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ request: { method: 'GET', url: `/${communication.recipient?.[0]?.reference}` } }, { request: { method: 'GET', url: 'Organization/nobody' } }],
  };
  for (const url of [medplum.fhirUrl(), `${medplum.fhirUrl()}/`]) {
    const batch = await medplum.post<Bundle>(url, requests);
    assert.deepEqual(batch.entry?.map((entry) => entry.response?.status?.slice(0, 3)), ['200', '404']);
    assert.equal(batch.entry?.[1]?.response?.outcome?.id, 'not-found');
  }
});

test('requests that the client batches by itself come back to their callers, refusals too', async () => {
  const batching = new MedplumClient({ baseUrl, accessToken: medplum.getAccessToken(), autoBatchTime: 50, cacheTime: 0 });
  const created = [await medplum.createResource(patient()), await medplum.createResource(organization(newNumber()))] as const;

  const missing = refusal(batching.readResource('Patient', 'nobody'));
  const read = await Promise.all([
    batching.readResource('Patient', created[0].id),
    batching.readResource('Organization', created[1].id),
    batching.searchResources('Patient', { _id: created[0].id }),
  ]);

  assert.deepEqual(read.slice(0, 2), created);
  assert.equal(read[2][0]?.id, created[0].id);
  assert.ok(isNotFound((await missing).outcome));
});

test('$validate answers for a resource and refuses what is none; $graphql is refused, not broken', async () => {
  assert.equal((await medplum.validateResource(patient())).resourceType, 'OperationOutcome');
  const { outcome } = await refusal(medplum.graphql('{ PatientList { id } }'));
  assert.equal(outcome.resourceType, 'OperationOutcome');
});
