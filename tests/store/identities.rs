//! Identities: each found by what its issuer calls it and nothing else, and opening one account.

use diesel::prelude::*;
use hallpass::clock::Timestamp;
use hallpass::db::schema::identities as table;
use hallpass::store::identities::{self, IdentityRow, NewIdentity};
use hallpass::store::users;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{UserRow, fresh_id};

const ISSUER: &str = "https://id.example.org";

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_identity_is_found_by_issuer_and_subject_together),
        promise(an_identity_is_called_by_exactly_its_issuer_and_subject),
        promise(a_subject_of_another_issuer_is_somebody_else),
        promise(a_second_identity_of_a_subject_is_not_added_and_the_transaction_goes_on),
        promise(of_twenty_identities_of_one_subject_added_at_once_one_is_added),
        promise(an_identity_of_nobody_is_an_error),
        promise(a_users_identities_are_listed_the_first_first),
        promise(proving_again_moves_e_mail_and_time_for_its_own_user_alone),
        promise(an_identity_is_deleted_for_its_own_user_alone),
        promise(a_deleted_identity_is_not_proven_and_can_be_anothers),
        promise(a_deleted_users_identities_are_gone_and_nobody_elses),
    ]
}

fn an_identity_is_found_by_issuer_and_subject_together(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let row = Row { email: Some("ada@work.example".into()), last_at: NOW + 1, ..Row::new(&ada, "7") };
    assert!(add(fixture, &row));
    let found = find(fixture, ISSUER, "7").expect("the identity");
    assert_eq!((found.id(), found.user_id()), (row.uuid(), ada.uuid()));
    assert_eq!((found.created_at, found.last_at), (NOW, NOW + 1));
    assert_eq!((found.issuer.as_str(), found.subject.as_str()), (ISSUER, "7"));
    assert_eq!((found.provider, found.email), (row.provider, row.email));
    for (issuer, subject) in [
        (ISSUER, "8"),
        ("https://other.example", "7"),
        ("7", ISSUER),
        (ISSUER, "ada@work.example"),
        ("work", "7"),
        (ISSUER, "%"),
        (ISSUER, ""),
    ] {
        assert!(find(fixture, issuer, subject).is_none(), "{issuer:?} {subject:?}");
    }
}

fn an_identity_is_called_by_exactly_its_issuer_and_subject(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let mut rows = Vec::new();
    for (issuer, subject) in [
        (ISSUER, "ada"),
        (ISSUER, "Ada"),
        (ISSUER, "ada "),
        (ISSUER, " ada"),
        (ISSUER, "\u{e1}da"),
        (ISSUER, "a\u{301}da"),
        (ISSUER, "7"),
        (ISSUER, "07"),
        (ISSUER, "/ada"),
        ("https://id.example.org/", "ada"),
        ("https://id.example.org ", "ada"),
        ("https://ID.example.org", "ada"),
    ] {
        assert!(find(fixture, issuer, subject).is_none(), "{issuer:?} {subject:?}");
        let row = Row { issuer: issuer.into(), ..Row::new(&ada, subject) };
        assert!(add(fixture, &row), "{issuer:?} {subject:?}");
        rows.push(row);
    }
    for row in &rows {
        assert_eq!(find(fixture, &row.issuer, &row.subject).map(|found| found.id()), Some(row.uuid()), "{row:?}");
    }
}

fn a_subject_of_another_issuer_is_somebody_else(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let other = "https://other.example";
    assert!(add(fixture, &Row::new(&ada, "7")));
    assert!(add(fixture, &Row { issuer: other.into(), ..Row::new(&eve, "7") }), "though the provider has one name");
    for (issuer, user) in [(ISSUER, &ada), (other, &eve)] {
        assert_eq!(find(fixture, issuer, "7").map(|found| found.user_id()), Some(user.uuid()));
    }
}

fn a_second_identity_of_a_subject_is_not_added_and_the_transaction_goes_on(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let first = Row::new(&ada, "7");
    assert!(add(fixture, &first));
    let mut expected = vec![first];
    for user in [&ada, &eve] {
        let email = Some("other@work.example".into());
        let again = Row { provider: "other".into(), email, last_at: NOW + 9, ..Row::new(user, "7") };
        let next = Row::new(user, &user.name);
        expected.push(next.clone());
        let added =
            fixture.write(move |c| Ok((identities::insert(c, &new(&again))?, identities::insert(c, &new(&next))?)));
        assert_eq!(added, (false, true));
    }
    assert_eq!(all(fixture), expected);
}

fn of_twenty_identities_of_one_subject_added_at_once_one_is_added(fixture: &Fixture) {
    let both = [fixture.user("ada"), fixture.user("eve")];
    let rows: Vec<Row> = (0..20).map(|n| Row::new(&both[n % 2], "7")).collect();
    let added = fixture.write_at_once(20, |n| {
        let row = rows[n].clone();
        move |c| identities::insert(c, &new(&row))
    });
    let winners: Vec<Row> = added.into_iter().zip(rows).filter_map(|(added, row)| added.then_some(row)).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(all(fixture), winners);
}

fn an_identity_of_nobody_is_an_error(fixture: &Fixture) {
    let row = Row::new(&UserRow::new("nobody"), "7");
    assert!(fixture.try_to_write(move |c| identities::insert(c, &new(&row))).is_err(), "and not one that is taken");
    assert!(all(fixture).is_empty());
}

fn a_users_identities_are_listed_the_first_first(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let rows = ["1", "2", "3"].map(|subject| Row::new(&ada, subject));
    for row in rows.iter().rev() {
        assert!(add(fixture, row));
    }
    assert!(add(fixture, &Row::new(&eve, "4")));
    let id = ada.uuid();
    let listed = fixture.read(move |c| identities::of_user(c, id));
    let ids: Vec<Uuid> = rows.iter().map(Row::uuid).collect();
    assert_eq!(listed.iter().map(IdentityRow::id).collect::<Vec<_>>(), ids);
    assert!(listed.iter().all(|listed| listed.user_id() == id));
    assert!(fixture.read(|c| identities::of_user(c, Uuid::nil())).is_empty());
}

fn proving_again_moves_e_mail_and_time_for_its_own_user_alone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (row, other) = (Row { email: Some("old@work.example".into()), ..Row::new(&ada, "7") }, Row::new(&ada, "8"));
    assert!(add(fixture, &row) && add(fixture, &other));
    assert_eq!(proven(fixture, &row, &eve, Some("eve@work.example"), NOW + 1), 0);
    assert_eq!(all(fixture), [row.clone(), other.clone()]);
    for (email, at) in [(Some("new@work.example"), NOW + 2), (None, NOW + 3)] {
        assert_eq!(proven(fixture, &row, &ada, email, at), 1);
        let expected = Row { email: email.map(Into::into), last_at: at, ..row.clone() };
        assert_eq!(all(fixture), [expected, other.clone()]);
    }
}

fn an_identity_is_deleted_for_its_own_user_alone(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let rows = [Row::new(&ada, "7"), Row::new(&ada, "8"), Row::new(&eve, "9")];
    for row in &rows {
        assert!(add(fixture, row));
    }
    assert_eq!(delete(fixture, &rows[0], &eve), 0);
    assert_eq!(all(fixture), rows);
    assert_eq!(delete(fixture, &rows[0], &ada), 1);
    assert_eq!(delete(fixture, &rows[0], &ada), 0);
    assert_eq!(all(fixture), &rows[1..]);
}

fn a_deleted_identity_is_not_proven_and_can_be_anothers(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (before, after) = (Row::new(&ada, "7"), Row::new(&eve, "7"));
    assert!(add(fixture, &before));
    assert_eq!(delete(fixture, &before, &ada), 1);
    assert_eq!(proven(fixture, &before, &ada, None, NOW), 0);
    assert!(find(fixture, ISSUER, "7").is_none());
    assert!(add(fixture, &after));
    assert_eq!(proven(fixture, &before, &ada, None, NOW + 1), 0, "nor now that it is another's");
    assert_eq!(all(fixture), [after]);
}

fn a_deleted_users_identities_are_gone_and_nobody_elses(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let kept = Row::new(&eve, "9");
    for row in [&Row::new(&ada, "7"), &Row::new(&ada, "8"), &kept] {
        assert!(add(fixture, row));
    }
    let id = ada.uuid();
    assert_eq!(fixture.write(move |c| users::delete(c, id)), 1);
    assert_eq!(all(fixture), [kept]);
    assert!(find(fixture, ISSUER, "7").is_none());
    assert!(add(fixture, &Row::new(&eve, "7")), "it opens nothing any more");
}

/// A whole row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
struct Row {
    id: Vec<u8>,
    user_id: Vec<u8>,
    provider: String,
    issuer: String,
    subject: String,
    email: Option<String>,
    created_at: Timestamp,
    last_at: Timestamp,
}

impl Row {
    /// One of [`ISSUER`], proven now for the first time.
    fn new(user: &UserRow, subject: &str) -> Self {
        Self {
            id: fresh_id(),
            user_id: user.id.clone(),
            provider: "work".into(),
            issuer: ISSUER.into(),
            subject: subject.into(),
            email: None,
            created_at: NOW,
            last_at: NOW,
        }
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_slice(&self.id).expect("an id")
    }
}

fn new(row: &Row) -> NewIdentity<'_> {
    NewIdentity {
        id: &row.id,
        user_id: &row.user_id,
        provider: &row.provider,
        issuer: &row.issuer,
        subject: &row.subject,
        email: row.email.as_deref(),
        created_at: row.created_at,
        last_at: row.last_at,
    }
}

fn add(fixture: &Fixture, row: &Row) -> bool {
    let row = row.clone();
    fixture.write(move |c| identities::insert(c, &new(&row)))
}

fn find(fixture: &Fixture, issuer: &str, subject: &str) -> Option<IdentityRow> {
    let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
    fixture.read(move |c| identities::find(c, &issuer, &subject))
}

fn proven(fixture: &Fixture, row: &Row, user: &UserRow, email: Option<&'static str>, now: Timestamp) -> usize {
    let (id, user) = (row.uuid(), user.uuid());
    fixture.write(move |c| identities::proven(c, id, user, email, now))
}

fn delete(fixture: &Fixture, row: &Row, user: &UserRow) -> usize {
    let (id, user) = (row.uuid(), user.uuid());
    fixture.write(move |c| identities::delete(c, id, user))
}

/// All rows, the first first.
fn all(fixture: &Fixture) -> Vec<Row> {
    fixture.read(|c| table::table.order(table::id).load(c))
}
