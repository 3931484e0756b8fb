//! src/db/schema.rs is kept by hand: each column of each table gives back what was put into it, empty or not.

use diesel::prelude::*;
use hallpass::db::schema::{
    all_endings, attempts, browsers, events, grants, hours, identities, imports, links, logout_tokens, mails, runs,
    setup, signing_keys, user_words, users,
};

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{BYTES, SessionRow, UserRow, fresh_id};

/// Text that a database could change: case, width, composed or not, a quote, a tab, trailing blanks.
const TEXT: &str = "  ŁÓDŹ ﬁ e\u{301} 'x' \"y\" \\ \t 🦉\u{200b}%_  ";

pub fn promises() -> Vec<Promise> {
    vec![
        promise(users_keep_every_column),
        promise(sessions_keep_every_column),
        promise(events_keep_every_column),
        promise(browsers_keep_every_column),
        promise(attempts_keep_every_column),
        promise(setup_keeps_every_column),
        promise(links_keep_every_column),
        promise(mails_keep_every_column),
        promise(identities_keep_every_column),
        promise(grants_keep_every_column),
        promise(logout_tokens_keep_every_column),
        promise(signing_keys_keep_every_column),
        promise(user_words_keep_every_column),
        promise(imports_keep_every_column),
        promise(all_endings_keep_every_column),
        promise(hours_keep_every_column),
        promise(runs_keep_every_column),
    ]
}

fn users_keep_every_column(fixture: &Fixture) {
    let full = UserRow {
        email: TEXT.into(),
        email_canonical: TEXT.into(),
        name: TEXT.into(),
        password_hash: Some(TEXT.into()),
        role: TEXT.into(),
        language: Some(TEXT.into()),
        time_zone: Some(TEXT.into()),
        auth_epoch: i64::MAX,
        created_at: i64::MIN,
        disabled_at: Some(i64::MAX),
        email_verified_at: Some(i64::MIN),
        import_id: Some(vec![0x00, 0xff]),
        ..UserRow::new("full")
    };
    let empty = UserRow { name: String::new(), ..UserRow::new("empty") };
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| diesel::insert_into(users::table).values(&written).execute(c));
        assert_eq!(fixture.user_now(&row), row);
    }
}

fn sessions_keep_every_column(fixture: &Fixture) {
    let user = fixture.user("ada");
    let empty = fixture.session(&user);
    let full = fixture.session_with(&user, |s| {
        s.previous_secret_hash = Some(BYTES.to_vec());
        s.rotated_at = Some(1);
        s.created_at = 2;
        s.authenticated_at = 3;
        s.last_seen_at = 4;
        s.idle_timeout = 5;
        s.expires_at = 6;
        s.remember = true;
        s.methods = TEXT.into();
        s.ip = Some("2001:db8::1".into());
        s.user_agent = Some(TEXT.into());
        s.last_ip = Some("192.0.2.7".into());
        s.last_user_agent = Some(String::new());
        s.browser_id = Some(vec![0x00, 0xff]);
        s.key_id = i64::MAX;
        s.ended_at = Some(i64::MIN);
        s.end_reason = Some(TEXT.into());
        s.ended_by = Some(vec![0xff, 0x00]);
    });
    for row in [empty, full] {
        assert_eq!(fixture.session_now(&row).as_ref(), Some(&row));
    }
    let differing = SessionRow { key_id: 0, ..SessionRow::of(&user) };
    assert_eq!(fixture.session_now(&differing), None, "a row that was never written");
}

fn events_keep_every_column(fixture: &Fixture) {
    type Row = (
        Vec<u8>,
        i64,
        String,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let user = Some(fixture.user("ada").id);
    let text = || Some(TEXT.to_owned());
    let full: Row =
        (fresh_id(), NOW, TEXT.into(), user, Some(vec![0x00]), Some(vec![0xff]), Some("::1".into()), text(), text());
    let empty: Row = (fresh_id(), -1, String::new(), None, None, None, None, None, None);
    let rows = vec![full, empty];
    let written = rows.clone();
    fixture.write(move |c| {
        written.into_iter().try_for_each(|row| {
            let row = (
                events::id.eq(row.0),
                events::at.eq(row.1),
                events::kind.eq(row.2),
                events::user_id.eq(row.3),
                events::actor_id.eq(row.4),
                events::session_id.eq(row.5),
                events::ip.eq(row.6),
                events::user_agent.eq(row.7),
                events::detail.eq(row.8),
            );
            diesel::insert_into(events::table).values(row).execute(c).map(drop)
        })
    });
    assert_eq!(fixture.read(|c| events::table.order(events::id).load::<Row>(c)), rows);
}

fn browsers_keep_every_column(fixture: &Fixture) {
    let row = (vec![0xff, 0x00], fixture.user("ada").id, i64::MIN, i64::MAX);
    let written = row.clone();
    fixture.write(move |c| {
        let row = (
            browsers::browser_id.eq(written.0),
            browsers::user_id.eq(written.1),
            browsers::first_at.eq(written.2),
            browsers::last_at.eq(written.3),
        );
        diesel::insert_into(browsers::table).values(row).execute(c)
    });
    assert_eq!(fixture.read(|c| browsers::table.get_result::<(Vec<u8>, Vec<u8>, i64, i64)>(c)), row);
}

fn attempts_keep_every_column(fixture: &Fixture) {
    let row = (BYTES.to_vec(), i64::MAX, 99, i64::MIN);
    let written = row.clone();
    fixture.write(move |c| {
        let row = (
            attempts::name.eq(written.0),
            attempts::free_at.eq(written.1),
            attempts::failures.eq(written.2),
            attempts::last_at.eq(written.3),
        );
        diesel::insert_into(attempts::table).values(row).execute(c)
    });
    assert_eq!(fixture.read(|c| attempts::table.get_result::<(Vec<u8>, i64, i64, i64)>(c)), row);
}

fn setup_keeps_every_column(fixture: &Fixture) {
    type Row = (i64, Vec<u8>, Vec<u8>, i64, Option<i64>);
    for used_at in [None, Some(NOW)] {
        let row: Row = (1, BYTES.to_vec(), vec![0x00, 0xff], NOW, used_at);
        let written = row.clone();
        fixture.write(move |c| {
            diesel::delete(setup::table).execute(c)?;
            let row = (
                setup::id.eq(written.0),
                setup::nonce.eq(written.1),
                setup::code_hash.eq(written.2),
                setup::expires_at.eq(written.3),
                setup::used_at.eq(written.4),
            );
            diesel::insert_into(setup::table).values(row).execute(c)
        });
        assert_eq!(fixture.read(|c| setup::table.get_result::<Row>(c)), row);
    }
}

fn links_keep_every_column(fixture: &Fixture) {
    type Row = (Vec<u8>, String, Option<Vec<u8>>, String, Option<Vec<u8>>, Option<i64>, i64, i64, Option<i64>);
    let user = fixture.user("ada");
    let full: Row = (
        BYTES.to_vec(),
        TEXT.into(),
        Some(user.id),
        TEXT.into(),
        Some(vec![0x00]),
        Some(i64::MIN),
        i64::MIN,
        i64::MAX,
        Some(NOW),
    );
    let empty: Row = (vec![0x00, 0xff], String::new(), None, String::new(), None, None, 0, -1, None);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                links::secret_hash.eq(written.0),
                links::purpose.eq(written.1),
                links::user_id.eq(written.2),
                links::email.eq(written.3),
                links::sealed.eq(written.4),
                links::key_id.eq(written.5),
                links::created_at.eq(written.6),
                links::expires_at.eq(written.7),
                links::used_at.eq(written.8),
            );
            diesel::insert_into(links::table).values(row).execute(c)
        });
        let hash = row.0.clone();
        assert_eq!(fixture.read(move |c| links::table.find(hash).get_result::<Row>(c)), row);
    }
}

fn mails_keep_every_column(fixture: &Fixture) {
    type Row = (
        Vec<u8>,
        String,
        Option<Vec<u8>>,
        i64,
        Option<Vec<u8>>,
        i64,
        i64,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        Option<String>,
    );
    let user = fixture.user("ada");
    let full: Row = (
        fresh_id(),
        TEXT.into(),
        Some(user.id),
        i64::MIN,
        Some(BYTES.to_vec()),
        i64::MAX,
        99,
        Some(NOW),
        Some(i64::MAX),
        Some(-1),
        Some(TEXT.into()),
    );
    let empty: Row = (fresh_id(), String::new(), None, NOW, None, 0, 0, None, None, None, None);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                mails::id.eq(written.0),
                mails::kind.eq(written.1),
                mails::user_id.eq(written.2),
                mails::created_at.eq(written.3),
                mails::sealed.eq(written.4),
                mails::key_id.eq(written.5),
                mails::tries.eq(written.6),
                mails::next_try_at.eq(written.7),
                mails::claimed_until.eq(written.8),
                mails::sent_at.eq(written.9),
                mails::error.eq(written.10),
            );
            diesel::insert_into(mails::table).values(row).execute(c)
        });
        let id = row.0.clone();
        assert_eq!(fixture.read(move |c| mails::table.find(id).get_result::<Row>(c)), row);
    }
}

fn identities_keep_every_column(fixture: &Fixture) {
    type Row = (Vec<u8>, Vec<u8>, String, String, String, Option<String>, i64, i64);
    let user = fixture.user("ada").id;
    let full: Row = (
        fresh_id(),
        user.clone(),
        TEXT.into(),
        format!("1{TEXT}"),
        format!("2{TEXT}"),
        Some(format!("3{TEXT}")),
        i64::MIN,
        i64::MAX,
    );
    let empty: Row = (fresh_id(), user, String::new(), String::new(), String::new(), None, 0, -1);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                identities::id.eq(written.0),
                identities::user_id.eq(written.1),
                identities::provider.eq(written.2),
                identities::issuer.eq(written.3),
                identities::subject.eq(written.4),
                identities::email.eq(written.5),
                identities::created_at.eq(written.6),
                identities::last_at.eq(written.7),
            );
            diesel::insert_into(identities::table).values(row).execute(c)
        });
        let id = row.0.clone();
        assert_eq!(fixture.read(move |c| identities::table.find(id).get_result::<Row>(c)), row);
    }
}

fn grants_keep_every_column(fixture: &Fixture) {
    type Row = (
        Vec<u8>,
        Vec<u8>,
        String,
        String,
        String,
        Option<String>,
        Option<Vec<u8>>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
    );
    let user = fixture.user("ada");
    let full: Row = (
        fixture.session(&user).id,
        user.id.clone(),
        TEXT.into(),
        format!("1{TEXT}"),
        format!("2{TEXT}"),
        Some(format!("3{TEXT}")),
        Some(BYTES.to_vec()),
        Some(i64::MIN),
        Some(i64::MAX),
        Some(-1),
    );
    let empty: Row = (
        fixture.session(&user).id,
        vec![0x00, 0xff],
        String::new(),
        String::new(),
        String::new(),
        None,
        None,
        None,
        None,
        None,
    );
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                grants::session_id.eq(written.0),
                grants::user_id.eq(written.1),
                grants::provider.eq(written.2),
                grants::issuer.eq(written.3),
                grants::subject.eq(written.4),
                grants::sid.eq(written.5),
                grants::sealed.eq(written.6),
                grants::key_id.eq(written.7),
                grants::renew_at.eq(written.8),
                grants::claimed_until.eq(written.9),
            );
            diesel::insert_into(grants::table).values(row).execute(c)
        });
        let id = row.0.clone();
        assert_eq!(fixture.read(move |c| grants::table.find(id).get_result::<Row>(c)), row);
    }
}

fn logout_tokens_keep_every_column(fixture: &Fixture) {
    for row in [(BYTES.to_vec(), i64::MAX), (vec![0x00, 0xff], i64::MIN)] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (logout_tokens::hash.eq(written.0), logout_tokens::expires_at.eq(written.1));
            diesel::insert_into(logout_tokens::table).values(row).execute(c)
        });
        let hash = row.0.clone();
        assert_eq!(fixture.read(move |c| logout_tokens::table.find(hash).get_result::<(Vec<u8>, i64)>(c)), row);
    }
}

fn signing_keys_keep_every_column(fixture: &Fixture) {
    type Row = (i64, String, Vec<u8>, i64, i64, i64);
    let full: Row = (i64::MAX, TEXT.into(), BYTES.to_vec(), i64::MIN, NOW, i64::MAX);
    let empty: Row = (-1, String::new(), vec![0x00, 0xff], 0, -1, i64::MIN);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                signing_keys::generation.eq(written.0),
                signing_keys::public_key.eq(written.1),
                signing_keys::sealed.eq(written.2),
                signing_keys::key_id.eq(written.3),
                signing_keys::created_at.eq(written.4),
                signing_keys::signs_from.eq(written.5),
            );
            diesel::insert_into(signing_keys::table).values(row).execute(c)
        });
        assert_eq!(fixture.read(move |c| signing_keys::table.find(row.0).get_result::<Row>(c)), row);
    }
}

fn user_words_keep_every_column(fixture: &Fixture) {
    let row = (TEXT.to_owned(), fixture.user("ada").id);
    let written = row.clone();
    fixture.write(move |c| {
        let row = (user_words::word.eq(written.0), user_words::user_id.eq(written.1));
        diesel::insert_into(user_words::table).values(row).execute(c)
    });
    assert_eq!(fixture.read(|c| user_words::table.get_result::<(String, Vec<u8>)>(c)), row);
}

fn imports_keep_every_column(fixture: &Fixture) {
    type Row = (Vec<u8>, String, Vec<u8>, i64, i64, i64, i64, Option<i64>, Option<i64>);
    let full: Row =
        (fresh_id(), TEXT.into(), BYTES.to_vec(), i64::MAX, i64::MIN, 99, NOW, Some(i64::MIN), Some(i64::MAX));
    let empty: Row = (fresh_id(), String::new(), vec![0x00, 0xff], 0, -1, 0, -1, None, None);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                imports::id.eq(written.0),
                imports::file.eq(written.1),
                imports::digest.eq(written.2),
                imports::users.eq(written.3),
                imports::done.eq(written.4),
                imports::left_out.eq(written.5),
                imports::started_at.eq(written.6),
                imports::finished_at.eq(written.7),
                imports::undone_at.eq(written.8),
            );
            diesel::insert_into(imports::table).values(row).execute(c)
        });
        let id = row.0.clone();
        assert_eq!(fixture.read(move |c| imports::table.find(id).get_result::<Row>(c)), row);
    }
}

fn all_endings_keep_every_column(fixture: &Fixture) {
    type Bytes = Option<Vec<u8>>;
    type Row = (Vec<u8>, Bytes, Bytes, Option<String>, Option<String>, Bytes, i64, i64, i64);
    let bytes = || Some(BYTES.to_vec());
    let text = || Some(TEXT.to_owned());
    let full: Row = (fresh_id(), bytes(), bytes(), text(), text(), Some(vec![0x00, 0xff]), i64::MAX, i64::MIN, NOW);
    let empty: Row = (fresh_id(), None, None, None, None, None, 0, -1, i64::MAX);
    for row in [full, empty] {
        let written = row.clone();
        fixture.write(move |c| {
            let row = (
                all_endings::id.eq(written.0),
                all_endings::actor_id.eq(written.1),
                all_endings::session_id.eq(written.2),
                all_endings::ip.eq(written.3),
                all_endings::user_agent.eq(written.4),
                all_endings::before_id.eq(written.5),
                all_endings::ended.eq(written.6),
                all_endings::started_at.eq(written.7),
                all_endings::claimed_until.eq(written.8),
            );
            diesel::insert_into(all_endings::table).values(row).execute(c)
        });
        let id = row.0.clone();
        assert_eq!(fixture.read(move |c| all_endings::table.find(id).get_result::<Row>(c)), row);
    }
}

fn hours_keep_every_column(fixture: &Fixture) {
    let row = (i64::MIN, TEXT.to_owned(), i64::MAX, NOW);
    let written = row.clone();
    fixture.write(move |c| {
        let row = (
            hours::hour.eq(written.0),
            hours::name.eq(written.1),
            hours::number.eq(written.2),
            hours::counted_at.eq(written.3),
        );
        diesel::insert_into(hours::table).values(row).execute(c)
    });
    assert_eq!(fixture.read(|c| hours::table.get_result::<(i64, String, i64, i64)>(c)), row);
}

fn runs_keep_every_column(fixture: &Fixture) {
    let row = (TEXT.to_owned(), i64::MIN, i64::MAX);
    let written = row.clone();
    fixture.write(move |c| {
        let row = (runs::name.eq(written.0), runs::at.eq(written.1), runs::number.eq(written.2));
        diesel::insert_into(runs::table).values(row).execute(c)
    });
    assert_eq!(fixture.read(|c| runs::table.get_result::<(String, i64, i64)>(c)), row);
}
