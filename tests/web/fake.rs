//! A provider that says whatever a test wants, right or wrong, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hallpass::jws::SigningKey;
use hmac::{Hmac, Mac};
use rocket::figment::value::{Dict, Value as Setting};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::house::{Plan, START};

pub(crate) const CLIENT: &str = "hallpass-client";

pub(crate) struct Fake {
    pub(crate) issuer: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    key: SigningKey,
    replies: BTreeMap<String, Reply>,
    asked: Vec<String>,
}

/// What it answers at a path.
#[derive(Clone)]
pub(crate) enum Reply {
    /// JSON.
    Json(Value),
    /// Status, a header, a body.
    Raw(u16, &'static str, String, Vec<u8>),
    /// Nothing, for as long as whoever asks waits.
    Silence,
    /// A beginning, and then nothing.
    Beginning,
}

impl Fake {
    /// One that describes itself as it should, on this machine.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("its address"));
        let inner = Arc::new(Mutex::new(Inner { key: new_key(), replies: BTreeMap::new(), asked: Vec::new() }));
        let fake = Self { issuer, inner: inner.clone() };
        fake.describe(|_| ());
        fake.publish();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inner = inner.clone();
                // A browser that goes away in between is no matter.
                thread::spawn(move || drop(answer(stream, &inner)));
            }
        });
        fake
    }

    /// Its description, with what `change` makes of it.
    pub(crate) fn describe(&self, change: impl FnOnce(&mut Value)) {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut said = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"),
            "end_session_endpoint": at("/end"),
            "jwks_uri": at("/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
        });
        change(&mut said);
        self.reply("/.well-known/openid-configuration", Reply::Json(said));
    }

    /// Its present key.
    pub(crate) fn publish(&self) {
        let key = self.inner().key.public().expect("on P-256").jwk();
        self.reply("/keys", Reply::Json(json!({ "keys": [key] })));
    }

    /// Signs by another key from now on, not published yet.
    pub(crate) fn rotate(&self) {
        self.inner().key = new_key();
    }

    pub(crate) fn reply(&self, path: &str, reply: Reply) {
        self.inner().replies.insert(path.to_owned(), reply);
    }

    /// Gives tokens, with an ID token of these claims.
    pub(crate) fn gives(&self, claims: &Value) {
        self.gives_token(&self.sign(&json!({ "typ": "JWT" }), claims), &json!({}));
    }

    /// Gives tokens, with this ID token and what else there is.
    pub(crate) fn gives_token(&self, id_token: &str, more: &Value) {
        let mut tokens = json!({
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": id_token,
        });
        for (name, value) in more.as_object().expect("an object") {
            tokens[name] = value.clone();
        }
        self.reply("/token", Reply::Json(tokens));
    }

    /// The same at another path.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        let mut inner = self.inner();
        let reply = inner.replies.get(from).cloned().expect("a reply");
        inner.replies.insert(to.to_owned(), reply);
    }

    /// Refuses tokens.
    pub(crate) fn refuses(&self, error: &str) {
        let body = json!({ "error": error }).to_string().into_bytes();
        self.reply("/token", Reply::Raw(400, "content-type", "application/json".into(), body));
    }

    /// What everybody knows of its key.
    pub(crate) fn public_key(&self) -> Value {
        self.inner().key.public().expect("on P-256").jwk()
    }

    /// A text signed by its key.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let inner = self.inner();
        let mut header = header.clone();
        if header.get("kid").is_none() {
            header["kid"] = inner.key.public().expect("on P-256").id().into();
        }
        inner.key.sign(header, claims).expect("a signature")
    }

    /// What it was asked: `POST /token BODY`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.inner().asked.clone()
    }

    /// How often it was asked at a path.
    pub(crate) fn times(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.split(' ').nth(1) == Some(path)).count()
    }

    /// What an ID token of Ann's says, for this nonce.
    pub(crate) fn ann(&self, nonce: &str) -> Value {
        json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "ann-1",
            "sid": "there-1",
            "email": "ann@work.example",
            "email_verified": true,
            "name": "Ann of Work",
            "nonce": nonce,
            "iat": START,
            "exp": START + 300,
            "auth_time": START,
        })
    }

    /// Settings with this provider, called `op`.
    pub(crate) fn plan(&self, more: &[(&str, Setting)]) -> Plan {
        self.named("op", Plan::new(), more)
    }

    /// The same, called `name`, beside others.
    pub(crate) fn named(&self, name: &str, plan: Plan, more: &[(&str, Setting)]) -> Plan {
        let mut rules = Dict::from([
            ("issuer".to_owned(), self.issuer.clone().into()),
            ("client_id".to_owned(), CLIENT.into()),
            ("client_secret".to_owned(), "a-secret-of-ours".into()),
            ("label".to_owned(), "Work".into()),
        ]);
        rules.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        plan.set(&format!("hallpass.providers.{name}"), rules)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no thread panics")
    }
}

/// With `alg` none, or any other that needs no key.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(header), part(claims))
}

/// Signed by a secret (HS256).
pub(crate) fn signed_by_secret(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("any length");
    mac.update(text.as_bytes());
    format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn new_key() -> SigningKey {
    SigningKey::from_pkcs8(&SigningKey::generate().expect("random bytes")).expect("its own key")
}

fn answer(mut stream: TcpStream, inner: &Mutex<Inner>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let reply = {
        let mut inner = inner.lock().expect("no thread panics");
        inner.asked.push(format!("{method} {path} {}", String::from_utf8_lossy(&body)));
        inner.replies.get(path).cloned()
    };
    let (status, name, value, body) = match reply {
        Some(Reply::Json(said)) => (200, "content-type", "application/json".to_owned(), said.to_string().into_bytes()),
        Some(Reply::Raw(status, name, value, body)) => (status, name, value, body),
        Some(Reply::Silence) => {
            // Until whoever asks has gone away.
            let _ = reader.read(&mut [0]);
            return Ok(());
        }
        Some(Reply::Beginning) => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{")?;
            let _ = reader.read(&mut [0]);
            return Ok(());
        }
        None => (404, "content-type", "text/plain".into(), Vec::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{name}: {value}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}
