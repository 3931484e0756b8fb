// A real OpenID provider for the tests: oidc-provider, which is certified, with four people and all in memory.
//
//     HALLPASS_OIDC_PROVIDER=FOLDER PORT=9400 RP=http://127.0.0.1:8000 node op.mjs
//
// FOLDER has a node_modules with oidc-provider. Further settings, all from the environment:
//
//     ALG         signs ID tokens and logout tokens: RS256 (as set), ES256, EdDSA …
//     ACCESS_TTL  how long an access token lives, in seconds: 60
//     CLAIMS      token: what is known of a person stands in the ID token too, not only at userinfo
//     REDIRECTS   a JSON list of further redirect URIs
//     CLIENT_JWK  the public key of the client `hallpass-key`, which is there only with it
//
// It says `ready ISSUER` when it listens. On the line `away` it stops listening, and says so; on `back` it listens
// again and knows all that it knew. It ends with its input. What a test does to it, by GET:
//
//     /_test/log          what happened since the start, a JSON list of texts
//     /_test/rotate       new keys, the old ones gone; with ?keep they are still published
//     /_test/end?sub=ann  ends her sessions from its own side and tells the clients; with &quiet it tells nobody
//     /_test/rp?is=URL    where Hallpass is, when that is known only later
//     /_test/clock?at=N   its clock goes on from there, in seconds since 1970

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { HALLPASS_OIDC_PROVIDER = '.', PORT, RP = 'http://127.0.0.1:8000', ALG = 'RS256' } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;

const people = {
  ann: {
    email: 'ann@example.org', email_verified: true, name: 'Ann Richmond',
    locale: 'de-AT', zoneinfo: 'Europe/Vienna', groups: ['staff', 'hallpass-admins'],
  },
  bob: { email: 'bob@example.org', email_verified: false, name: 'Bob' },
  eve: { email: 'eve@example.org', email_verified: true, name: 'Eve' },
  nomail: { name: 'Nora' },
};

// A clock that tests can set, before anybody looks at it.
const RealDate = Date;
let ahead = 0;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [RealDate.now() + ahead]));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};

// It remarks on Node 20 and on clients at this machine; both are meant.
console.warn = console.info = () => {};
const found = createRequire(`${resolve(HALLPASS_OIDC_PROVIDER)}/`).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(found));

const events = [];
const note = (...words) => events.push(words.filter(Boolean).join(' '));

// --- what it knows: outlives a Provider, so that keys and clients can change under it ---

const store = new Map();
const uids = new Map();

class Memory {
  constructor(model) {
    this.model = model;
  }
  key(id) {
    return `${this.model}:${id}`;
  }
  async upsert(id, payload) {
    store.set(this.key(id), { ...payload });
    if (payload.uid) uids.set(payload.uid, this.key(id));
  }
  async find(id) {
    const payload = store.get(this.key(id));
    return payload && { ...payload };
  }
  async findByUid(uid) {
    const payload = store.get(uids.get(uid));
    return payload && { ...payload };
  }
  async findByUserCode() {}
  async consume(id) {
    store.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    store.delete(this.key(id));
  }
  async revokeByGrantId(grantId) {
    // Of this model alone: an interaction names a grant too.
    for (const [key, payload] of store)
      if (key.startsWith(this.key('')) && payload.grantId === grantId) store.delete(key);
  }
}

// --- its keys and clients ---

let serial = 0;
const newKey = (alg) => {
  const curve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg];
  const [kind, options] = curve ? ['ec', { namedCurve: curve }]
    : alg.startsWith('Ed') ? ['ed25519'] : ['rsa', { modulusLength: 2048 }];
  const jwk = generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' });
  serial += 1;
  return { ...jwk, alg, use: 'sig', kid: `${alg}-${serial}` };
};
const newKeys = () => [...new Set(['RS256', 'ES256', ALG])].map(newKey);

let keys = newKeys();
let rp = RP;

const clients = () => {
  const client = (id, proof) => ({
    client_id: id,
    ...proof,
    redirect_uris: [`${rp}/sign-in/op/callback`, ...JSON.parse(process.env.REDIRECTS ?? '[]')],
    post_logout_redirect_uris: [`${rp}/logout`],
    backchannel_logout_uri: `${rp}/auth/signed-out/op`,
    backchannel_logout_session_required: true,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: ALG,
  });
  const all = [client('hallpass', { client_secret: 'secret-secret-secret-secret' })];
  if (process.env.CLIENT_JWK) {
    all.push(client('hallpass-key', {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [JSON.parse(process.env.CLIENT_JWK)] },
    }));
  }
  return all;
};

// --- its pages ---

const page = (title, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body { font: 1.1rem sans-serif; margin: 2rem }</style><h1>${title}</h1>${body}`;

const loginPage = (said) => page('Provider: sign in', `${said}<form method="post">
<p><label>User <input name="login" autofocus></label></p>
<p><button>Sign in</button> <button name="abort" value="1">Cancel</button></p></form>`);

const html = (ctx, text) => {
  ctx.type = 'html';
  ctx.body = text;
};

// --- the provider ---

const DAY = 24 * 60 * 60;

const build = () => {
  const provider = new Provider(issuer, {
    adapter: Memory,
    jwks: { keys },
    clients: clients(),
    findAccount: (ctx, sub) => people[sub] && { accountId: sub, claims: () => ({ sub, ...people[sub] }) },
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time', 'sid'],
      email: ['email', 'email_verified'],
      profile: ['name', 'locale', 'zoneinfo', 'groups'],
    },
    conformIdTokenClaims: process.env.CLAIMS !== 'token',
    acrValues: ['urn:test:pwd'],
    pkce: { required: () => true },
    // Each once, without offline_access too, and for as long as the session here.
    issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: async () => true,
    ttl: {
      AccessToken: Number(process.env.ACCESS_TTL ?? 60), AuthorizationCode: 60, IdToken: 3600, Interaction: 600,
      RefreshToken: 14 * DAY, Session: 14 * DAY, Grant: 14 * DAY,
    },
    clockTolerance: 0,
    cookies: { keys: ['for tests'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          const rest = '<input type="hidden" name="logout" value="yes"><button>Sign out</button></form>';
          html(ctx, page('Provider: sign out', form.replace('</form>', rest)));
        },
        postLogoutSuccessSource: async (ctx) => html(ctx, page('Provider: signed out', '')),
      },
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    // Nobody is asked to consent.
    async loadExistingGrant(ctx) {
      const { provider: { Grant }, session, client } = ctx.oidc;
      const known = session.grantIdFor(client.clientId);
      const kept = known && await Grant.find(known);
      if (kept) return kept;
      const grant = new Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile offline_access');
      await grant.save();
      return grant;
    },
    // Its own dispatcher keeps it from this machine; this one keeps it on it.
    fetch: async (url, { dispatcher, ...options }) => {
      const token = options.body instanceof URLSearchParams && options.body.get('logout_token');
      if (token) note('logout_token', token);
      if (new URL(url).hostname !== '127.0.0.1') throw new Error(`${url} is not on this machine`);
      return fetch(url, options);
    },
    renderError: async (ctx, out) => {
      ctx.type = 'text';
      ctx.body = JSON.stringify(out);
    },
  });
  const wrong = (why) => [why.message, why.error_detail ?? why.error_description ?? why.cause?.message];
  const good = ['authorization.success', 'backchannel.success', 'end_session.success', 'grant.revoked'];
  const bad = ['authorization.error', 'backchannel.error', 'end_session.error', 'userinfo.error', 'server_error'];
  for (const name of good) provider.on(name, () => note(name));
  for (const name of bad) provider.on(name, (ctx, why) => note(name, ...wrong(why)));
  provider.on('grant.success', (ctx) => note('grant.success', ctx.oidc.params.grant_type));
  provider.on('grant.error', (ctx, why) => note('grant.error', ctx.oidc.params?.grant_type, ...wrong(why)));
  return provider;
};

let provider = build();

// --- what is asked of it ---

const interact = async (req, res) => {
  const finish = (result) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
  const { prompt } = await provider.interactionDetails(req, res);
  if (prompt.name === 'consent') return finish({ consent: {} });
  let said = '';
  if (req.method === 'POST') {
    let body = '';
    for await (const part of req) body += part;
    const fields = new URLSearchParams(body);
    const login = fields.get('login');
    if (fields.has('abort')) return finish({ error: 'access_denied', error_description: 'cancelled' });
    if (people[login]) return finish({ login: { accountId: login, amr: ['pwd'], acr: 'urn:test:pwd' } });
    said = '<p>There is no such user.</p>';
  }
  res.setHeader('content-type', 'text/html; charset=utf-8');
  return res.end(loginPage(said));
};

// As end_session does, but with nobody in front of it.
const end = async (sub, quiet) => {
  const sessions = [...store].filter(([key, kept]) => key.startsWith('Session:') && kept.accountId === sub);
  for (const [key, { authorizations = {} }] of sessions) {
    store.delete(key);
    for (const [id, { sid, grantId }] of Object.entries(authorizations)) {
      await provider.Grant.adapter.destroy(grantId);
      const { AccessToken, AuthorizationCode, RefreshToken } = provider;
      for (const model of [AccessToken, AuthorizationCode, RefreshToken]) await model.revokeByGrantId(grantId);
      const client = await provider.Client.find(id);
      if (quiet || !client?.backchannelLogoutUri) continue;
      await client.backchannelLogout(sub, sid).then(
        () => provider.emit('backchannel.success', undefined, client, sub, sid),
        (why) => provider.emit('backchannel.error', undefined, why, client, sub, sid),
      );
    }
  }
};

const test = {
  '/_test/log': () => JSON.stringify(events),
  '/_test/rotate': (asked) => {
    keys = [...newKeys(), ...(asked.has('keep') ? keys : [])];
    provider = build();
  },
  '/_test/end': (asked) => end(asked.get('sub'), asked.has('quiet')),
  '/_test/rp': (asked) => {
    rp = asked.get('is');
    provider = build();
  },
  '/_test/clock': (asked) => {
    ahead = Number(asked.get('at')) * 1000 - RealDate.now();
  },
};

const server = createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url, issuer);
  try {
    if (test[pathname]) return res.end(await test[pathname](searchParams) ?? 'ok');
    note(req.method, pathname);
    if (pathname.startsWith('/interaction/')) return await interact(req, res);
    return await provider.callback()(req, res);
  } catch (why) {
    note('failed', why.stack);
    res.statusCode = 500;
    return res.end(`${why}`);
  }
});

const listen = () => server.listen(Number(PORT), '127.0.0.1');
// While it is away its port is nobody's: whoever looks just then whether it is free holds it for a moment.
let tries = 100;
server.on('listening', () => console.log(`ready ${issuer}`));
server.on('error', (why) => {
  if (why.code !== 'EADDRINUSE' || (tries -= 1) < 0) throw why;
  setTimeout(listen, 50);
});
const orders = createInterface({ input: process.stdin });
orders.on('line', (order) => {
  if (order === 'back') return listen();
  server.close(() => console.log('away'));
  server.closeAllConnections();
});
orders.on('close', () => process.exit());
listen();
