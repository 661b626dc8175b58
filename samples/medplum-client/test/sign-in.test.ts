import { baseUrl, connect, readCredentials, refusal } from './support.js';
import { MedplumClient, normalizeErrorString } from '@medplum/core';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { id, secret } = await readCredentials();

test('signing in with client id and secret gives a Practitioner, a project and a membership', async () => {
  const medplum = await connect();

  const profile = medplum.getProfile();
  assert.equal(profile?.resourceType, 'Practitioner');
  assert.deepEqual(await medplum.readResource('Practitioner', profile.id as string), profile);
  assert.equal(medplum.getProject()?.resourceType, 'Project');
  assert.equal(medplum.getProjectMembership()?.resourceType, 'ProjectMembership');
  assert.equal(medplum.isAuthenticated(), true);
});

test('the secret may go by HTTP Basic instead of in the form', async () => {
  const medplum = new MedplumClient({ baseUrl, authCredentialsMethod: 'header' });

  await medplum.startClientLogin(id, secret);

  assert.equal(medplum.getProfile()?.resourceType, 'Practitioner');
});

test('a wrong secret is refused with a sentence for the user', async () => {
  const medplum = new MedplumClient({ baseUrl });

  await assert.rejects(medplum.startClientLogin(id, 'wrong'), (error) => /secret is wrong/.test(normalizeErrorString(error)));
});

test('an access token from elsewhere signs in as well, and finds its profile', async () => {
  const token = (await connect()).getAccessToken() as string;
  const medplum = new MedplumClient({ baseUrl, accessToken: token });

  assert.equal((await medplum.getProfileAsync())?.resourceType, 'Practitioner');
  assert.ok(Array.isArray(await medplum.searchResources('Organization', '_count=1')));
});

test('HTTP Basic on every request does without a token', async () => {
  const medplum = new MedplumClient({ baseUrl });
  medplum.setBasicAuth(id, secret);

  assert.ok(Array.isArray(await medplum.searchResources('Organization', '_count=1')));
  assert.equal(medplum.getProfile(), undefined);
});

test('a token that is not taken any more is renewed, and the request repeated', async () => {
  const medplum = await connect();
  medplum.setAccessToken('withdrawn');

  assert.equal((await medplum.searchResources('Organization', '_count=1')).length <= 1, true);
  assert.notEqual(medplum.getAccessToken(), 'withdrawn');
});

test('without credentials the answer is 401 with the outcome that the client knows', async () => {
  const outcome = await refusal(new MedplumClient({ baseUrl }).readResource('Organization', '1'));
  assert.equal(outcome.outcome.id, 'unauthorized');

  const answer = await fetch(`${baseUrl}fhir/R4/Organization/1`, { headers: { Authorization: 'Bearer undefined' } });
  const body = await answer.json();
  assert.deepEqual([answer.status, body.id, body.issue[0].code], [401, 'unauthorized', 'login']);
});
