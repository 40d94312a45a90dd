// Signing in through an OpenID Connect provider, the whole way: npm's oidc-provider on one side, a post on the other, and this
// program as the browser between them. Needs `npm ci` in this folder and ONESTOP_PROGRAM. Ends with {"passed", "failed"}.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.ONESTOP_PROGRAM ?? join(root, 'build', 'release', 'onestop');
const folder = mkdtempSync(join(tmpdir(), 'onestop-open-id-'));
const client_id = 'onestop', client_secret = 'a secret that nobody guesses';
const count = { passed: 0, failed: 0 };
const claim = (holds, words) => { if (!holds) throw new Error(words); };
async function question(name, answer) {
  try {
    await answer();
    ++count.passed;
    console.log(`passed  ${name}`);
  } catch (error) {
    ++count.failed;
    console.log(`FAILED  ${name}\n        ${String(error.stack ?? error).replaceAll('\n', '\n        ')}`);
  }
}

const freePort = () => new Promise((resolve) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); }); });

/// The ministry: its sign-in page lets `subject` in at once; `meddle` answers in place of its token endpoint.
class Ministry {
  subject = 'subject-of-bay';
  meddle = null;
  algorithm = 'ES256';
  async start() {
    this.port = await freePort();
    this.issuer = `http://127.0.0.1:${this.port}`;
    this.server = createServer((request, response) => void this.answer(request, response)).listen(this.port, '127.0.0.1');
  }
  async become(redirect, algorithm, kid) {
    this.algorithm = algorithm;
    this.kid = kid;
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    this.key = privateKey;
    const jwk = { ...(await exportJWK(privateKey)), kid, alg: algorithm, use: 'sig' };
    this.provider = new Provider(this.issuer, {
      clients: [{ client_id, client_secret, redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: algorithm }],
      jwks: { keys: [jwk] },
      pkce: { required: () => true },
      cookies: { keys: ['of the test'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      loadExistingGrant: async (context) => {
        const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
    });
  }
  async answer(request, response) {
    const { pathname } = new URL(request.url, this.issuer);
    if (pathname.startsWith('/login/')) return this.provider.interactionFinished(request, response, { login: { accountId: this.subject } });
    if (pathname === '/token' && this.meddle) {
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify({ access_token: 'x', token_type: 'Bearer', id_token: await this.meddle() }));
    }
    return this.provider.callback()(request, response);
  }
  /// A token as the ministry signs them, with other claims or another key.
  token(claims, { key = this.key, kid = this.kid, algorithm = this.algorithm } = {}) {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: this.issuer, aud: client_id, sub: this.subject, iat: now, exp: now + 300, ...claims }).setProtectedHeader({ alg: algorithm, kid }).sign(key);
  }
}

/// Cookies by site, redirections by hand.
class Browser {
  jars = new Map();
  async get(address) {
    const { origin } = new URL(address);
    const jar = this.jars.get(origin) ?? this.jars.set(origin, new Map()).get(origin);
    const response = await fetch(address, { redirect: 'manual', headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  /// Goes on until somebody shows a page, or until an address that `stop` names.
  async follow(address, stop = () => false) {
    for (let i = 0; i < 12; ++i) {
      if (stop(address)) return { address };
      const response = await this.get(address);
      const next = response.headers.get('location');
      if (!next) return { address, response, body: await response.text() };
      address = new URL(next, address).href;
    }
    throw new Error('redirected without end');
  }
  cookie(origin, name) { return this.jars.get(origin)?.get(name); }
}

const ministry = new Ministry();
await ministry.start();
const port = await freePort();
const post = `http://127.0.0.1:${port}`;
const redirect = `${post}/api/v1/open-id/back`;
await ministry.become(redirect, 'ES256', 'first');
const settings = join(folder, 'open_id.json');
writeFileSync(settings, JSON.stringify({ name: 'Ministry', issuer: ministry.issuer, client_id, client_secret, redirect, second_factor: true }), { mode: 0o600 });
const data = join(folder, 'post.db');
const server = spawn(program, ['serve', '--demo', '--data', data, '--web', '', '--port', String(port), '--log', join(folder, 'log'), '--oidc', settings], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
await new Promise((resolve, reject) => {
  server.stdout.on('data', (bytes) => String(bytes).includes('listens') && resolve());
  server.on('exit', (status) => reject(new Error(`the post ended with status ${status}`)));
});

const call = async (method, path, body, token) => {
  const response = await fetch(`${post}/api/v1${path}`, { method, headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }, body: body && JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
};
const signIn = async (name, password, desk) => (await call('POST', '/sessions', { name, password, desk })).body.token;
const { officers } = (await call('GET', '/demo/officers')).body;
const at = (desk) => officers.find((one) => one.desk === desk);
const bay = at('kz_bay_1'), head = at('kz_shift_head');

/// Two administrators bind an officer to a subject.
async function bind(name, subject) {
  const token = await signIn(head.name, head.password, head.desk);
  const { accounts } = (await call('GET', '/accounts', undefined, token)).body;
  const asked = await call('POST', '/account-requests', { change: 'bind_subject', officer: accounts.find((one) => one.name === name).id, issuer: ministry.issuer, subject }, token);
  claim(asked.status === 201, JSON.stringify(asked));
  const second = await signIn('second', 'a long password', head.desk);
  const done = await call('POST', `/account-requests/${asked.body.id}/decision`, { approve: true }, second);
  claim(done.status === 200, JSON.stringify(done));
}
const start = (desk = bay.desk) => `${post}/api/v1/open-id?desk=${desk}`;
const isBack = (address) => address.startsWith(redirect);
const signedIn = async (browser) => {
  const cookie = browser.cookie(post, 'onestop');
  if (!cookie) return null;
  const response = await fetch(`${post}/api/v1/sessions/current`, { headers: { Cookie: `onestop=${cookie}` } });
  return response.status === 200 ? response.json() : null;
};
/// The page on which somebody ends, and whether he is in.
async function whole(browser, desk) {
  const end = await browser.follow(start(desk));
  return { why: /sign_in=(\w+)/.exec(end.body)?.[1] ?? 'in', session: await signedIn(browser) };
}
/// As `whole`, with a token of our own making; it is given the nonce of the way there.
async function meddled(make) {
  const browser = new Browser();
  const there = await browser.get(start());
  const nonce = new URL(there.headers.get('location')).searchParams.get('nonce');
  ministry.meddle = () => make(nonce);
  const end = await browser.follow(there.headers.get('location'));
  ministry.meddle = null;
  return { why: /sign_in=(\w+)/.exec(end.body)?.[1] ?? 'in', session: await signedIn(browser) };
}

try {
  const added = spawnSync(program, ['officer', 'add', '--data', data, '--name', 'second', '--title', 'Second', '--state', head.state, '--agency', head.agency, '--role', head.role, ], { input: 'a long password\n123456\n' });
  claim(added.status === 0, String(added.stderr));

  await question('is nobody let in whom no administrators bound', async () => {
    const { why, session } = await whole(new Browser());
    claim(why === 'unknown' && !session, why);
  });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await bind(bay.name, ministry.subject);
  await question('does a bound officer come in at his desk', async () => {
    const { why, session } = await whole(new Browser());
    claim(why === 'in' && session?.desk === bay.desk, `${why} ${JSON.stringify(session)}`);
  });
  await question('does he come in at no desk of others', async () => {
    const { why, session } = await whole(new Browser(), 'kg_bay_1');
    claim(why === 'desk' && !session, why);
  });
  await question('is the same name with another subject nobody', async () => {
    ministry.subject = bay.name;
    const { why, session } = await whole(new Browser());
    ministry.subject = 'subject-of-bay';
    claim(why === 'unknown' && !session, why);
  });
  await question('does another state end the way back', async () => {
    const browser = new Browser();
    const { address } = await browser.follow(start(), isBack);
    const changed = new URL(address);
    changed.searchParams.set('state', 'another');
    const end = await browser.follow(changed.href);
    claim(end.body.includes('sign_in=wrong') && !(await signedIn(browser)), end.body);
  });
  await question('does a browser that never left come back as nobody', async () => {
    const { address } = await new Browser().follow(start(), isBack);
    const victim = new Browser();
    const end = await victim.follow(address);
    claim(end.body.includes('sign_in=wrong') && !(await signedIn(victim)), end.body);
  });
  await question('does a code count once', async () => {
    const browser = new Browser();
    const { address } = await browser.follow(start(), isBack);
    const cookie = browser.cookie(post, 'onestop_trip');
    await browser.follow(address);
    claim(await signedIn(browser), 'the first use lets in');
    const again = new Browser();
    again.jars.set(post, new Map([['onestop_trip', cookie]]));
    const end = await again.follow(address);
    claim(end.body.includes('sign_in=wrong') && !(await signedIn(again)), end.body);
  });
  const refused = async (name, make) => question(name, async () => {
    const { why, session } = await meddled(make);
    claim(why === 'wrong' && !session, why);
  });
  await question('does a token of our own making with everything right let in', async () => {
    const { why, session } = await meddled((nonce) => ministry.token({ nonce }));
    claim(why === 'in' && session, `${why}: else the refusals below prove nothing`);
  });
  await refused('is a token with another nonce refused', () => ministry.token({ nonce: 'another' }));
  await refused('is a token without a nonce refused', () => ministry.token({}));
  await refused('is a token that is over refused', (nonce) => ministry.token({ nonce, iat: 1_000_000_000, exp: 1_000_000_300 }));
  await refused('is a token for another client refused', (nonce) => ministry.token({ nonce, aud: 'other' }));
  await refused('is a token for several clients without ours as its party refused', (nonce) => ministry.token({ nonce, aud: [client_id, 'other'] }));
  await refused('is a token of another issuer refused', (nonce) => ministry.token({ nonce, iss: 'http://127.0.0.1:1' }));
  await refused('is a token under a foreign key refused', async (nonce) => ministry.token({ nonce }, { key: (await generateKeyPair('ES256')).privateKey }));
  await refused('is a token signed with the client secret refused', (nonce) => ministry.token({ nonce }, { key: new TextEncoder().encode(client_secret), algorithm: 'HS256' }));
  await refused('is a token without a signature refused', (nonce) => {
    const part = (what) => Buffer.from(JSON.stringify(what)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    return `${part({ alg: 'none' })}.${part({ iss: ministry.issuer, aud: client_id, sub: ministry.subject, iat: now, exp: now + 300, nonce })}.`;
  });
  await question('do the keys of the ministry change without a restart here', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // its keys are looked at every two seconds at most
    await ministry.become(redirect, 'RS256', 'second');
    const { why, session } = await whole(new Browser());
    claim(why === 'in' && session, why);
  });
  await question('does a closed account not come in elsewhere either', async () => {
    const token = await signIn(head.name, head.password, head.desk);
    const { accounts } = (await call('GET', '/accounts', undefined, token)).body;
    const asked = await call('POST', '/account-requests', { change: 'close_account', officer: accounts.find((one) => one.name === bay.name).id }, token);
    await call('POST', `/account-requests/${asked.body.id}/decision`, { approve: true }, await signIn('second', 'a long password', head.desk));
    const { why, session } = await whole(new Browser());
    claim(why === 'unknown' && !session, why);
  });
} catch (error) {
  ++count.failed;
  console.log(String(error.stack ?? error));
} finally {
  server.kill('SIGTERM');
  ministry.server.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(count));
process.exit(count.failed ? 1 : 0);
