import { acceptedFor, createFax, direction, drop, eFax, fax, medium, newNumber, refusal, send, signedIn } from './support.js';
import { followToItsEnd } from '../src/follow.js';
import { isNotFound, normalizeErrorString } from '@medplum/core';
import type { Communication } from '@medplum/fhirtypes';
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';

const medplum = await signedIn;
const fresh = { cache: 'reload' } as const;
const inbox = { medium: `${medium}|FAXWRIT`, category: `${direction}|inbound`, _sort: '-sent', _count: '50' };

async function receiveOne(from: string): Promise<Communication & { id: string }> {
  const carrierId = await drop(from);
  await medplum.post(medplum.fhirUrl('Communication', '$receive-efax'), {});
  const found = await medplum.searchOne('Communication', { identifier: `${eFax}|${carrierId}` }, fresh);
  return found ?? assert.fail('The fax was not received.');
}

test('the demo application: refresh, inbox, sent, a card for each', async () => {
  const from = `+1202555${randomInt(1_000, 10_000)}`;
  const received = await receiveOne(from);
  const { id } = await send(medplum, await createFax(medplum));
  await followToItsEnd(medplum, id as string);

  const arrived = await medplum.searchResources('Communication', inbox, fresh);
  const card = arrived.find((communication) => communication.id === received.id);
  assert.ok(card);
  assert.ok(arrived.every((communication, i) => i === 0 || (arrived[i - 1]?.sent ?? '') >= (communication.sent ?? '')));
  assert.deepEqual([card.status, card.identifier?.[0]?.system], ['completed', eFax]);
  assert.equal(card.extension?.find((extension) => extension.url === 'https://efax.com/originating-fax-number')?.valueString, from);
  const opened = await fetch(card.payload?.[0]?.contentAttachment?.url as string);
  assert.deepEqual([opened.status, opened.headers.get('content-type'), opened.headers.get('x-frame-options')], [200, 'application/pdf', null]);

  const sent = await medplum.searchResources('Communication', { ...inbox, category: `${direction}|outbound` }, fresh);
  const mine = sent.find((communication) => communication.id === id);
  assert.deepEqual([mine?.status, mine?.identifier?.[0]?.system], ['completed', eFax]);
  assert.ok(mine?.sent);
  const recipient = await medplum.readReference(mine.recipient?.[0] as { reference: string });
  assert.ok(recipient.resourceType === 'Organization' && recipient.contact?.[0]?.telecom?.[0]?.value);
});

test('$receive-efax takes {}, and no body at all', async () => {
  for (const body of [{}, undefined]) {
    const bundle = await medplum.post(medplum.fhirUrl('Communication', '$receive-efax'), body);
    assert.deepEqual([bundle.resourceType, bundle.type], ['Bundle', 'collection']);
  }
});

test('a resource without a mailbox is refused, and not as if eFax were not set up', async () => {
  const nobody = await medplum.createResource({ resourceType: 'Practitioner' });
  const { outcome } = await refusal(medplum.post(medplum.fhirUrl('Practitioner', nobody.id, '$receive-efax'), {}));
  assert.ok(!isNotFound(outcome));
});

test('the provider application: its list pages by offset and leaves out what was archived', async () => {
  const faxes = [await receiveOne('+12025550181'), await receiveOne('+12025550182'), await receiveOne('+12025550183')];
  const query = { category: 'inbound', _count: '2', _sort: '-_lastUpdated' };

  const first = await medplum.searchResources('Communication', { ...query, _offset: '0' }, fresh);
  const second = await medplum.searchResources('Communication', { ...query, _offset: '2' }, fresh);
  const ids = [...first, ...second].map((communication) => communication.id);
  assert.equal(new Set(ids).size, ids.length);

  const archived = faxes[0] as Communication & { id: string };
  const { status } = await medplum.updateResource<Communication>({ ...archived, status: 'entered-in-error' });
  assert.equal(status, 'entered-in-error');
  const left = await medplum.searchResources('Communication', { category: 'inbound', medium: 'FAXWRIT', 'status:not': 'entered-in-error', _count: '100' }, fresh);
  assert.ok(left.every((communication) => communication.id !== archived.id));
  assert.ok(left.some((communication) => communication.id === faxes[1]?.id));
  const back = await medplum.updateResource<Communication>({ ...archived, status: 'completed' });
  assert.equal(back.status, 'completed');
});

test('the provider application: assign to a patient and take it back by JSON Patch', async () => {
  const { id } = await receiveOne('+12025550184');
  const patient = await medplum.createResource({ resourceType: 'Patient' });
  const reference = `Patient/${patient.id}`;

  const assigned = await medplum.patchResource('Communication', id, [{ op: 'add', path: '/subject', value: { reference } }]);
  assert.equal(assigned.subject?.reference, reference);
  const found = await medplum.searchResources('Communication', { subject: reference, medium: 'FAXWRIT' }, fresh);
  assert.deepEqual(found.map((communication) => communication.id), [id]);
  const removed = await medplum.patchResource('Communication', id, [{ op: 'remove', path: '/subject' }]);
  assert.equal(removed.subject, undefined);
});

test('the provider application: forward a received fax without another upload', async () => {
  const received = await receiveOne('+12025550185');
  const number = newNumber();
  const recipient = await medplum.createResource({ resourceType: 'Organization', name: 'Fax Recipient', telecom: [{ system: 'fax', value: number }] });

  const forwarded = await medplum.createResource(fax(`Organization/${recipient.id}`, received.payload?.[0]?.contentAttachment?.url, {
    topic: { text: 'Forwarded' },
    note: [{ text: 'Attn: Dr. Lee' }, { text: 'As discussed.' }],
  }));
  await send(medplum, forwarded);

  const sent = await followToItsEnd(medplum, forwarded.id);
  assert.deepEqual([sent.status, sent.topic?.text, await acceptedFor(number)], ['completed', 'Forwarded', 1]);
});

test('a number without a plus is refused with what it should have been', async () => {
  const created = await createFax(medplum, '15551234567');
  const refused = await refusal(send(medplum, created));
  assert.match(normalizeErrorString(refused), /\+15551234567/);
  assert.ok(!isNotFound(refused.outcome));
});

test('what the carrier could not deliver is stopped, with the reason in words', async () => {
  const created = await createFax(medplum, '+12025550141');
  await send(medplum, created);

  const ended = await followToItsEnd(medplum, created.id);
  assert.equal(ended.status, 'stopped');
  assert.match(ended.statusReason?.text ?? '', /busy/i);
});

test('the status may be asked for, of one fax and of all', async () => {
  const { id } = await send(medplum, await createFax(medplum));

  const one = await medplum.post(medplum.fhirUrl('Communication', id as string, '$sync-efax-status'), {});
  assert.equal(one.id, id);
  const all = await medplum.post(medplum.fhirUrl('Communication', '$sync-efax-status'));
  assert.equal(all.resourceType, 'Bundle');
});

test('the connectivity test answers an outcome', async () => {
  assert.equal((await medplum.post(medplum.fhirUrl('$test-efax'), {})).resourceType, 'OperationOutcome');
});
