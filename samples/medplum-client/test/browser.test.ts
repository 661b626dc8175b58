import { baseUrl, createFax, fhirUrl, signedIn } from './support.js';
import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';

// Node's fetch knows no origins: these are the requests that a browser makes of a page on an origin that Cors__Origins__0 lists.
const origin = 'https://app.example.com';

function call(method: string, url: string, headers: Record<string, string>): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode as number, headers: answer.headers }));
    }).on('error', reject).end();
  });
}

const asked = 'authorization,content-type,x-medplum,x-security-context,cache-control,if-match,if-none-match,if-none-exist,prefer';

test('a preflight needs no credentials, and allows what a MedplumClient sends', async () => {
  for (const path of ['/fhir/R4/Communication/$send-efax', '/fhir/R4/Binary', '/fhir/R4', '/oauth2/token', '/auth/me']) {
    const { status, headers } = await call('OPTIONS', new URL(path, baseUrl).href, {
      Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': asked,
    });
    assert.ok(status === 200 || status === 204, path);
    assert.equal(headers['access-control-allow-origin'], origin);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    for (const header of asked.split(',')) {
      assert.ok(headers['access-control-allow-headers']?.toLowerCase().includes(header), header);
    }
  }
});

test('answers, refusals too, may be read by the page, with the headers it needs', async () => {
  for (const [path, expected] of [['/Patient?_count=1', 200], ['/Patient/nobody', 404]] as const) {
    const { status, headers } = await call('GET', fhirUrl(path), { Origin: origin, Authorization: `Bearer ${(await signedIn).getAccessToken()}` });
    assert.equal(status, expected);
    assert.equal(headers['access-control-allow-origin'], origin);
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.match(headers.vary ?? '', /Origin/i);
    for (const exposed of ['ETag', 'Location', 'Content-Location', 'Last-Modified', 'RateLimit']) {
      assert.ok(headers['access-control-expose-headers']?.includes(exposed), exposed);
    }
  }

  const anonymous = await call('GET', fhirUrl('/Patient'), { Origin: origin });
  assert.deepEqual([anonymous.status, anonymous.headers['access-control-allow-origin']], [401, origin]);
});

test('another origin is told nothing', async () => {
  const { headers } = await call('OPTIONS', fhirUrl('/Patient'), { Origin: 'https://elsewhere.example.com', 'Access-Control-Request-Method': 'GET' });
  assert.equal(headers['access-control-allow-origin'], undefined);
});

test('a document may be shown in a frame of the page', async () => {
  const fax = await createFax(await signedIn);
  const { headers } = await call('GET', fax.payload?.[0]?.contentAttachment?.url as string, { Origin: origin });
  assert.equal(headers['x-frame-options'], undefined);
  assert.match(headers['content-security-policy'] as string, /frame-ancestors [^;]*https:\/\/app\.example\.com/);
});
