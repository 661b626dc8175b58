import { connect } from './connect.mjs';
import { followToItsEnd, receiveFaxes, sendFax } from './faxes.mjs';
import { readFile } from 'node:fs/promises';

const pdf = await readFile(new URL('../../documents/referral.pdf', import.meta.url));

try {
  const client = await connect();

  const { id } = await sendFax(client, pdf, '+15551234567');
  const sent = await followToItsEnd(client, id);
  console.log(`Communication/${sent.id} ${sent.status} ${sent.identifier?.[0]?.value}`);

  for await (const fax of receiveFaxes(client)) {
    console.log(`Communication/${fax.id} received ${fax.sent}`);
  }
} catch (error) {
  const issues = error.response?.data?.issue ?? [];
  console.error([error.message, ...issues.map((issue) => issue.details?.text)].join('\n'));
  process.exitCode = 1;
}
