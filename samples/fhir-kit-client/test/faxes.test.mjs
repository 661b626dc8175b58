import { baseUrl, connect } from '../src/connect.mjs';
import { direction, eFax, followToItsEnd, medium, receiveFaxes, sendFax } from '../src/faxes.mjs';
import { Client } from 'fhir-kit-client';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const client = await connect();
const pdf = await readFile(new URL('../../documents/referral.pdf', import.meta.url));

test('a fax goes out and is followed to its end', async () => {
  const sent = await sendFax(client, pdf, '+13035550111');

  assert.equal(Client.httpFor(sent).response.status, 200);
  assert.equal(sent.identifier[0].system, eFax);
  assert.equal((await followToItsEnd(client, sent.id)).status, 'completed');
});

test('a fax to a busy number is stopped, with the reason', async () => {
  const { id } = await sendFax(client, pdf, '+12025550141');

  const ended = await followToItsEnd(client, id);
  assert.equal(ended.status, 'stopped');
  assert.match(ended.statusReason.text, /busy/i);
});

test('a fax comes in once', async () => {
  const dropped = await fetch(`${process.env.FHIRFAX_SANDBOX_URL}/_sandbox/inbound?from=%2B12025550177`, { method: 'POST', body: pdf });
  const { faxId } = await dropped.json();

  for (let round = 0; round < 2; round++) {
    const arrived = [];
    for await (const fax of receiveFaxes(client)) {
      arrived.push(fax);
    }
    const mine = arrived.filter((fax) => fax.identifier.some((identifier) => identifier.value === faxId));
    assert.equal(mine.length, 1);
    const document = await client.resolve({ reference: mine[0].payload[0].contentAttachment.url });
    assert.deepEqual([document.resourceType, Buffer.from(document.data, 'base64').equals(pdf)], ['Binary', true]);
  }
});

test('every problem of a fax is told at once, each with its element', async () => {
  const bad = { resourceType: 'Communication', status: 'in-progress', medium: [{ coding: [{ system: medium, code: 'FAXWRIT' }] }], category: [{ coding: [{ system: direction, code: 'outbound' }] }] };

  await assert.rejects(client.operation({ name: 'send-efax', resourceType: 'Communication', input: bad }), ({ response }) => {
    assert.equal(response.status, 422);
    const elements = response.data.issue.map((issue) => issue.expression[0]);
    assert.ok(elements.includes('Communication.recipient') && elements.includes('Communication.payload'), JSON.stringify(response.data));
    return true;
  });
});

test('credentials are needed', async () => {
  const anonymous = new Client({ baseUrl });
  await assert.rejects(anonymous.read({ resourceType: 'Patient', id: '1' }), ({ response }) => response.status === 401 && response.data.resourceType === 'OperationOutcome');
});
