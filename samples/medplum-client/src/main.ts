import { connect } from './connect.js';
import { normalizeErrorString } from '@medplum/core';
import { followToItsEnd } from './follow.js';
import { openDocument, receiveFaxes } from './receive-faxes.js';
import { sendFax } from './send-fax.js';
import { readFile } from 'node:fs/promises';

const document = new URL('../../../documents/referral.pdf', import.meta.url);

try {
  const medplum = await connect();
  const file = new File([new Uint8Array(await readFile(document))], 'referral.pdf', { type: 'application/pdf' });

  const { id } = await sendFax(medplum, file);
  const sent = await followToItsEnd(medplum, id as string);
  console.log(`Communication/${sent.id} ${sent.status} ${sent.identifier?.[0]?.value}`);

  for (const fax of await receiveFaxes(medplum)) {
    const blob = await openDocument(medplum, fax);
    console.log(`Communication/${fax.id} received ${fax.sent} ${blob.type} ${blob.size} bytes`);
  }
} catch (error) {
  console.error(normalizeErrorString(error));
  process.exitCode = 1;
}
