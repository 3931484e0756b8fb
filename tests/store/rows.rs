//! Whole rows, every column, as tests write them and read them back past the store.

use diesel::prelude::*;
use hallpass::clock::{DAY, HOUR, Seconds, Timestamp};
use hallpass::db::schema::{sessions, users};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};

/// Bytes that a database could take for the end of a text, or for no text.
pub const BYTES: [u8; 32] = {
    let mut bytes = [0x00; 32];
    bytes[0] = 0xff;
    bytes[15] = 0x27;
    bytes[16] = 0x5c;
    bytes[30] = 0xff;
    bytes
};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    pub id: Vec<u8>,
    pub email: String,
    pub email_canonical: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub role: String,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub auth_epoch: i64,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    pub email_verified_at: Option<Timestamp>,
    pub import_id: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub id: Vec<u8>,
    pub user_id: Vec<u8>,
    pub auth_epoch: i64,
    pub secret_hash: Vec<u8>,
    pub previous_secret_hash: Option<Vec<u8>>,
    pub rotated_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub authenticated_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub idle_timeout: Seconds,
    pub expires_at: Timestamp,
    pub remember: bool,
    pub methods: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub last_ip: Option<String>,
    pub last_user_agent: Option<String>,
    pub browser_id: Option<Vec<u8>>,
    pub key_id: i64,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
    pub ended_by: Option<Vec<u8>>,
}

impl UserRow {
    /// One with nothing that may be left out.
    pub fn new(name: &str) -> Self {
        let email = format!("{name}@example.org");
        Self {
            id: fresh_id(),
            email_canonical: email.clone(),
            email,
            name: name.into(),
            password_hash: None,
            role: "user".into(),
            language: None,
            time_zone: None,
            auth_epoch: 7,
            created_at: NOW - DAY,
            disabled_at: None,
            email_verified_at: None,
            import_id: None,
        }
    }

    pub fn uuid(&self) -> Uuid {
        Uuid::from_slice(&self.id).expect("an id")
    }
}

impl SessionRow {
    /// One that began now, with nothing that may be left out.
    pub fn of(user: &UserRow) -> Self {
        Self {
            id: fresh_id(),
            user_id: user.id.clone(),
            auth_epoch: user.auth_epoch,
            secret_hash: BYTES.to_vec(),
            previous_secret_hash: None,
            rotated_at: None,
            created_at: NOW,
            authenticated_at: NOW,
            last_seen_at: NOW,
            idle_timeout: HOUR,
            expires_at: NOW + 12 * HOUR,
            remember: false,
            methods: "pwd".into(),
            ip: None,
            user_agent: None,
            last_ip: None,
            last_user_agent: None,
            browser_id: None,
            key_id: -1,
            ended_at: None,
            end_reason: None,
            ended_by: None,
        }
    }

    pub fn uuid(&self) -> Uuid {
        Uuid::from_slice(&self.id).expect("an id")
    }
}

impl Fixture {
    pub fn user(&self, name: &str) -> UserRow {
        self.user_with(name, |_| ())
    }

    pub fn user_with(&self, name: &str, change: impl FnOnce(&mut UserRow)) -> UserRow {
        let mut user = UserRow::new(name);
        change(&mut user);
        let row = user.clone();
        self.write(move |c| diesel::insert_into(users::table).values(&row).execute(c));
        user
    }

    pub fn session(&self, user: &UserRow) -> SessionRow {
        self.session_with(user, |_| ())
    }

    pub fn session_with(&self, user: &UserRow, change: impl FnOnce(&mut SessionRow)) -> SessionRow {
        let mut session = SessionRow::of(user);
        change(&mut session);
        let row = session.clone();
        self.write(move |c| diesel::insert_into(sessions::table).values(&row).execute(c));
        session
    }

    pub fn user_now(&self, user: &UserRow) -> UserRow {
        let id = user.id.clone();
        self.read(move |c| users::table.find(id).get_result(c))
    }

    /// The row as it is now; `None` when it is gone.
    pub fn session_now(&self, session: &SessionRow) -> Option<SessionRow> {
        let id = session.id.clone();
        self.read(move |c| sessions::table.find(id).get_result(c).optional())
    }
}

pub fn fresh_id() -> Vec<u8> {
    Uuid::now_v7().as_bytes().to_vec()
}
