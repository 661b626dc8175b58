import { setTimeout } from 'node:timers/promises';

export const eFax = 'https://efax.com';
export const direction = 'http://medplum.com/fhir/CodeSystem/fax-direction';
export const medium = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationMode';

/** Sends a PDF to a number (E.164); the Communication that stands for the fax. */
export async function sendFax(client, pdf, number) {
  const document = await client.create({
    resourceType: 'Binary',
    body: { resourceType: 'Binary', contentType: 'application/pdf', data: Buffer.from(pdf).toString('base64') },
  });
  const recipient = await client.create({
    resourceType: 'Organization',
    body: { resourceType: 'Organization', name: 'Acme Medical Center', contact: [{ telecom: [{ system: 'fax', value: number }] }] },
  });
  const communication = await client.create({
    resourceType: 'Communication',
    body: {
      resourceType: 'Communication',
      status: 'in-progress',
      category: [{ coding: [{ system: direction, code: 'outbound' }] }],
      medium: [{ coding: [{ system: medium, code: 'FAXWRIT' }] }],
      recipient: [{ reference: `Organization/${recipient.id}` }],
      payload: [{ contentAttachment: { contentType: 'application/pdf', url: `Binary/${document.id}` } }],
    },
  });
  return client.operation({ name: 'send-efax', resourceType: 'Communication', id: communication.id });
}

/** Reads a sent fax until it has ended; how it ended is its `status` and, when it went wrong, its `statusReason`. */
export async function followToItsEnd(client, id, timeLimitSeconds = 60) {
  const end = Date.now() + timeLimitSeconds * 1000;
  while (true) {
    const fax = await client.read({ resourceType: 'Communication', id });
    if (fax.status !== 'in-progress') {
      return fax;
    }
    if (Date.now() > end) {
      throw new Error(`Communication/${id} is still under way; the server goes on by itself.`);
    }
    await setTimeout(500);
  }
}

/** Fetches what has come at the carrier, and gives the inbox, newest first, page by page. */
export async function* receiveFaxes(client) {
  await client.operation({ name: 'receive-efax', resourceType: 'Communication' });
  let page = await client.search({
    resourceType: 'Communication',
    searchParams: { medium: `${medium}|FAXWRIT`, category: `${direction}|inbound`, _sort: '-sent', _count: 50 },
  });
  while (page) {
    yield* (page.entry ?? []).map((entry) => entry.resource);
    page = await client.nextPage({ bundle: page });
  }
}
