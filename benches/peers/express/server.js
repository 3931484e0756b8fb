// The same sign-in and dashboard with Express 5, express-session and better-sqlite3. One process a core, as Express's
// guide for production advises; all of the app is below `serve`.
'use strict';

const cluster = require('node:cluster');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const argon2 = require('argon2');
const Database = require('better-sqlite3');
const express = require('express');
const session = require('express-session');

const { texts, months, browsers, systems } = require(process.env.WORDS);
const secret = process.env.SECRET;

const HOUR = 3600;
const LIFE = 12 * HOUR;
const TOUCH_EVERY = 60;

const now = () => Math.floor(Date.now() / 1000);

function open() {
  const db = new Database(process.env.DATABASE);
  db.pragma('busy_timeout = 5000');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`CREATE TABLE IF NOT EXISTS sessions (sid TEXT PRIMARY KEY, data TEXT NOT NULL, expires_at INTEGER NOT NULL)`);
  db.exec(fs.readFileSync(process.env.SCHEMA, 'utf8'));
  return db;
}

// A store for express-session with its statements prepared once. A session that did not change is written once a minute
// at most, not at every request.
class Store extends session.Store {
  constructor(db) {
    super();
    this.select = db.prepare('SELECT data, expires_at FROM sessions WHERE sid = ? AND expires_at > ?');
    this.insert = db.prepare('INSERT OR REPLACE INTO sessions (sid, data, expires_at) VALUES (?, ?, ?)');
    this.renew = db.prepare('UPDATE sessions SET expires_at = ? WHERE sid = ?');
    this.remove = db.prepare('DELETE FROM sessions WHERE sid = ?');
  }

  get(sid, done) {
    const row = this.select.get(sid, now());
    done(null, row ? { ...JSON.parse(row.data), expiresAt: row.expires_at } : null);
  }

  set(sid, data, done) {
    this.insert.run(sid, JSON.stringify(data), now() + LIFE);
    done(null);
  }

  touch(sid, data, done) {
    if (now() + LIFE - data.expiresAt >= TOUCH_EVERY) this.renew.run(now() + LIFE, sid);
    done(null);
  }

  destroy(sid, done) {
    this.remove.run(sid);
    done(null);
  }
}

// Nothing is let through but our own styles, images and forms; nothing personal stays in a cache.
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const text = (key, filled) =>
  filled ? texts[key].replace(/\{(\w+)\}/g, (_, name) => filled[name]) : texts[key];

function browser(agent) {
  const found = (list) => list.find(([mark]) => agent.includes(mark))?.[1];
  const [name, system] = [found(browsers), found(systems)];
  if (!name && !system) return texts['browser-unknown'];
  return text('browser-on', {
    browser: name ?? texts['browser-unknown'],
    system: system ?? texts['system-unknown'],
  });
}

function relative(seconds) {
  const [past, length] = [seconds <= 0, Math.abs(seconds)];
  const whole = (unit) => Math.round(length / unit);
  if (length < 60) return texts[past ? 'time-now' : 'time-soon'];
  const [unit, n] =
    whole(60) < 60 ? ['minutes', whole(60)] : whole(HOUR) < 24 ? ['hours', whole(HOUR)] : ['days', whole(24 * HOUR)];
  return text(past ? `time-${unit}-ago` : `time-in-${unit}`, { n });
}

const two = (number) => String(number).padStart(2, '0');

function moment(at, present) {
  const date = new Date(at * 1000);
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return {
    iso: date.toISOString(),
    text: `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`,
    relative: relative(at - present),
  };
}

const formToken = (id) => crypto.createHmac('sha256', secret).update(id).digest('base64url');

function proves(id, sent) {
  const [right, given] = [Buffer.from(formToken(id)), Buffer.from(String(sent ?? ''))];
  return right.length === given.length && crypto.timingSafeEqual(right, given);
}

// The cookie that binds the login form to a browser before there is a session.
function visit(request) {
  const found = /(?:^|; )visit=([\w-]{22})(?:;|$)/.exec(request.headers.cookie ?? '');
  return found?.[1];
}

function serve() {
  const db = open();
  const find = {
    byEmail: db.prepare('SELECT id, password_hash FROM users WHERE email = ?'),
    user: db.prepare('SELECT name, email, role FROM users WHERE id = ?'),
    live: db.prepare(
      `SELECT l.session_id, l.at, l.expires_at, l.ip, l.user_agent FROM sign_ins l JOIN sessions s ON s.sid = l.session_id
       WHERE l.user_id = ? AND l.expires_at > ? ORDER BY l.at DESC`,
    ),
    signIns: db.prepare('SELECT at, ip, user_agent FROM sign_ins WHERE user_id = ? ORDER BY at DESC LIMIT 5'),
  };
  const noteSignIn = db.prepare(
    'INSERT INTO sign_ins (user_id, session_id, at, expires_at, ip, user_agent) VALUES (?, ?, ?, ?, ?, ?)',
  );

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // of no use to pages that must not be stored
  app.set('views', path.join(__dirname, 'views'));
  app.set('view engine', 'ejs');
  app.locals.t = text;

  app.use((request, response, next) => {
    response.set(HEADERS);
    next();
  });
  app.use(
    session({
      secret,
      store: new Store(db),
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax' },
    }),
  );

  const signedIn = (request, response, next) => {
    const user = request.session.user && find.user.get(request.session.user);
    if (!user) return response.redirect(303, '/login');
    request.user = user;
    next();
  };

  app.get('/', (request, response) => response.redirect(303, '/dashboard'));

  app.get('/login', (request, response) => {
    let id = visit(request);
    if (!id) {
      id = crypto.randomBytes(16).toString('base64url');
      response.cookie('visit', id, { httpOnly: true, sameSite: 'lax' });
    }
    response.render('login', { csrf: formToken(id), email: '', failed: false });
  });

  app.post('/login', express.urlencoded({ extended: false }), async (request, response) => {
    const [id, { csrf_token: token, email, password }] = [visit(request), request.body];
    if (!id || !proves(id, token)) return response.sendStatus(403);
    const user = find.byEmail.get(String(email));
    if (!user || !(await argon2.verify(user.password_hash, String(password)))) {
      return response.status(401).render('login', { csrf: formToken(id), email, failed: true });
    }
    request.session.regenerate((why) => {
      if (why) throw why;
      request.session.user = user.id;
      const agent = (request.headers['user-agent'] ?? '').slice(0, 400);
      noteSignIn.run(user.id, request.sessionID, now(), now() + LIFE, request.ip, agent);
      response.clearCookie('visit', { httpOnly: true, sameSite: 'lax' });
      response.redirect(303, '/dashboard');
    });
  });

  app.get('/dashboard', signedIn, (request, response) => {
    const [present, id] = [now(), request.session.user];
    const live = find.live.all(id, present);
    const current = live.find((row) => row.session_id === request.sessionID);
    if (!current) return response.redirect(303, '/login');
    const row = (each) => ({ browser: browser(each.user_agent), ip: each.ip, at: moment(each.at, present) });
    response.render('dashboard', {
      csrf: formToken(request.sessionID),
      person: request.user,
      session: {
        browser: browser(current.user_agent),
        started: moment(current.at, present),
        idleEnd: moment(Math.min(present + HOUR, current.expires_at), present),
        lastEnd: moment(current.expires_at, present),
      },
      sessions: live.map((each) =>
        each === current ? { ...row(each), at: moment(present, present), here: true } : row(each),
      ),
      signIns: find.signIns.all(id).map(row),
    });
  });

  app.listen(Number(process.env.PORT), '127.0.0.1');
}

if (cluster.isPrimary) {
  open().close();
  os.cpus().forEach(() => cluster.fork());
  process.on('SIGTERM', () => process.exit(0));
} else {
  process.on('disconnect', () => process.exit(0));
  serve();
}
