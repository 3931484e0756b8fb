//! Imports: how far each has come, and whom it brought in.

use hallpass::store::events::{self, NewEvent};
use hallpass::store::identities::{self, NewIdentity};
use hallpass::store::imports::{self, ImportRow, NewImport};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::UserRow;

/// What people do who use their accounts.
const USED: [&str; 2] = ["sign-in", "password-reset"];

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_import_is_kept_as_it_was_begun),
        promise(imports_are_listed_the_newest_first),
        promise(it_moves_on_only_from_where_it_stands),
        promise(of_twenty_who_move_it_on_at_once_one_does),
        promise(it_is_finished_once_all_of_its_users_are_done),
        promise(it_is_undone_once_and_moves_on_no_more),
        promise(its_users_are_read_page_by_page_and_nobody_elses),
        promise(who_has_a_session_an_identity_or_such_an_event_has_used_their_account),
        promise(a_role_is_looked_for_among_others_who_can_sign_in),
    ]
}

fn an_import_is_kept_as_it_was_begun(fixture: &Fixture) {
    let import = begin(fixture, 3);
    let row = find(fixture, import);
    assert_eq!((row.id(), row.file.as_str(), row.digest.as_slice()), (import, "users.csv", [0x00, 0xff].as_slice()));
    assert_eq!((row.users, row.done, row.left_out, row.started_at), (3, 0, 0, NOW));
    assert_eq!((row.finished_at, row.undone_at), (None, None));
    assert_eq!(fixture.read(|c| imports::find(c, Uuid::nil())), None);
}

fn imports_are_listed_the_newest_first(fixture: &Fixture) {
    let all: Vec<Uuid> = (0..3).map(|users| begin(fixture, users)).collect();
    let listed = fixture.read(|c| imports::list(c, 2));
    assert_eq!(
        listed.iter().map(|(row, left)| (row.id(), *left)).collect::<Vec<_>>(),
        [(all[2], false), (all[1], false)]
    );
    of(fixture, all[1], "ada");
    let left = fixture.read(|c| imports::list(c, 3)).into_iter().map(|(_, left)| left).collect::<Vec<_>>();
    assert_eq!(left, [false, true, false]);
}

fn it_moves_on_only_from_where_it_stands(fixture: &Fixture) {
    let (import, other) = (begin(fixture, 10), begin(fixture, 10));
    let advance = |from, by| fixture.write(move |c| imports::advance(c, import, from, by));
    assert_eq!((advance(0, 4), advance(0, 4), advance(4, 7), advance(4, 6)), (1, 0, 0, 1));
    fixture.write(move |c| imports::leave_out(c, import, 2));
    fixture.write(move |c| imports::leave_out(c, import, 1));
    let row = find(fixture, import);
    assert_eq!((row.done, row.left_out), (10, 3));
    let other = find(fixture, other);
    assert_eq!((other.done, other.left_out), (0, 0));
}

fn of_twenty_who_move_it_on_at_once_one_does(fixture: &Fixture) {
    let import = begin(fixture, 100);
    let moved = fixture.write_at_once(20, |_| move |c| imports::advance(c, import, 0, 5));
    assert_eq!((moved.iter().sum::<usize>(), find(fixture, import).done), (1, 5));
}

fn it_is_finished_once_all_of_its_users_are_done(fixture: &Fixture) {
    let import = begin(fixture, 5);
    let finish = |at| fixture.write(move |c| imports::finish(c, import, at));
    assert_eq!(finish(NOW), 0);
    fixture.write(move |c| imports::advance(c, import, 0, 5));
    assert_eq!((finish(NOW + 1), finish(NOW + 2)), (1, 0));
    assert_eq!(find(fixture, import).finished_at, Some(NOW + 1));
    assert_eq!(fixture.write(move |c| imports::advance(c, import, 5, 1)), 0);
}

fn it_is_undone_once_and_moves_on_no_more(fixture: &Fixture) {
    let import = begin(fixture, 5);
    let undo = |at| fixture.write(move |c| imports::undo(c, import, at));
    assert_eq!((undo(NOW), undo(NOW + 1)), (1, 0));
    assert_eq!(find(fixture, import).undone_at, Some(NOW));
    assert_eq!(fixture.write(move |c| imports::advance(c, import, 0, 5)), 0);
    assert_eq!(fixture.write(move |c| imports::finish(c, import, NOW)), 0);
}

fn its_users_are_read_page_by_page_and_nobody_elses(fixture: &Fixture) {
    let import = begin(fixture, 3);
    fixture.user("before");
    let all = ["ada", "bea", "eve"].map(|name| of(fixture, import, name));
    of(fixture, begin(fixture, 1), "other");
    let page = |after: Uuid| {
        let rows = fixture.read(move |c| imports::users_of(c, import, &USED, after, 2));
        rows.iter().map(imports::ImportedRow::id).collect::<Vec<_>>()
    };
    assert_eq!(page(Uuid::nil()), [all[0].uuid(), all[1].uuid()]);
    assert_eq!(page(all[1].uuid()), [all[2].uuid()]);
    assert!(page(all[2].uuid()).is_empty());
}

fn who_has_a_session_an_identity_or_such_an_event_has_used_their_account(fixture: &Fixture) {
    let import = begin(fixture, 7);
    let all = ["none", "live", "over", "swept", "failed", "reset", "connected"].map(|name| of(fixture, import, name));
    fixture.session(&all[1]);
    fixture.session_with(&all[2], |s| s.ended_at = Some(NOW));
    let (id, user) = (Uuid::now_v7(), all[6].uuid());
    fixture.write(move |c| {
        let row = NewIdentity {
            id: id.as_bytes(),
            user_id: user.as_bytes(),
            provider: "p",
            issuer: "https://p.example.org",
            subject: "1",
            email: None,
            created_at: NOW,
            last_at: NOW,
        };
        identities::insert(c, &row)
    });
    for (user, kind) in [(&all[3], USED[0]), (&all[4], "sign-in-failed"), (&all[5], USED[1])] {
        let user_id = Some(user.uuid());
        fixture.write(move |c| events::insert(c, NOW, &NewEvent { kind, user_id, ..NewEvent::default() }));
    }
    let rows = fixture.read(move |c| imports::users_of(c, import, &USED, Uuid::nil(), 10));
    assert_eq!(rows.iter().map(|row| row.used).collect::<Vec<_>>(), [false, true, true, true, false, true, true]);
}

fn a_role_is_looked_for_among_others_who_can_sign_in(fixture: &Fixture) {
    let import = begin(fixture, 1);
    let ask = || {
        let roles = vec!["admin".to_owned(), "root".to_owned()];
        fixture.read(move |c| imports::others_have_role(c, import, &roles))
    };
    let hash = || Some("$argon2id$".to_owned());
    fixture.user_with("user", |u| u.password_hash = hash());
    fixture.user_with("off", |u| (u.role, u.password_hash, u.disabled_at) = ("admin".into(), hash(), Some(NOW)));
    let id = Some(import.as_bytes().to_vec());
    fixture.user_with("ada", |u| (u.role, u.password_hash, u.import_id) = ("root".into(), hash(), id));
    fixture.user_with("waits", |u| u.role = "admin".into());
    assert!(!ask());
    let other = Some(begin(fixture, 1).as_bytes().to_vec());
    fixture.user_with("eve", |u| (u.role, u.password_hash, u.import_id) = ("admin".into(), hash(), other));
    assert!(ask());
}

fn begin(fixture: &Fixture, users: i64) -> Uuid {
    let import = Uuid::now_v7();
    fixture.write(move |c| {
        let (id, digest) = (import.as_bytes().as_slice(), [0x00, 0xff].as_slice());
        let row = NewImport { id, file: "users.csv", digest, users, done: 0, left_out: 0, started_at: NOW };
        imports::insert(c, &row)
    });
    import
}

fn find(fixture: &Fixture, import: Uuid) -> ImportRow {
    fixture.read(move |c| imports::find(c, import)).expect("the import")
}

fn of(fixture: &Fixture, import: Uuid, name: &str) -> UserRow {
    fixture.user_with(name, |u| u.import_id = Some(import.as_bytes().to_vec()))
}
