//! Users: one for each e-mail, and what proves them.

use diesel::prelude::*;
use hallpass::db::schema::identities;
use hallpass::store::sessions;
use hallpass::store::users::{self, Called, ListedUser, NewUser};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};
use crate::rows::{SessionRow, UserRow, fresh_id};
use crate::sessions::{live, new as new_session};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(an_added_user_is_kept_as_given),
        promise(there_is_an_account_once_one_was_added),
        promise(a_taken_e_mail_adds_nobody_and_the_transaction_goes_on),
        promise(another_spelling_of_a_taken_e_mail_is_taken),
        promise(a_taken_id_is_not_a_taken_e_mail),
        promise(of_twenty_users_of_one_e_mail_added_at_once_one_is_added),
        promise(a_user_is_found_by_the_canonical_e_mail),
        promise(users_are_listed_page_by_page),
        promise(a_rehash_replaces_only_the_hash_it_was_made_from),
        promise(a_new_password_raises_the_epoch_in_the_same_statement),
        promise(a_password_is_changed_only_from_the_state_it_was_proven_in),
        promise(a_profile_is_set_whole_and_nobody_elses),
        promise(a_role_is_set_alone_and_nobody_elses),
        promise(what_some_are_called_is_found),
        promise(a_locked_users_sign_ins_count_each_other),
        promise(locking_nobody_does_no_harm),
        promise(a_password_taken_away_raises_the_epoch_in_the_same_statement),
        promise(an_e_mail_is_set_only_from_the_one_it_was_asked_from),
        promise(an_e_mail_of_another_is_not_taken_and_the_transaction_goes_on),
        promise(a_deleted_user_is_gone_with_all_that_was_theirs),
        promise(others_with_a_role_are_those_who_can_use_it),
        promise(the_newest_are_listed_page_by_page),
        promise(the_newest_of_a_role_are_those_alone),
        promise(the_newest_disabled_are_those_alone),
        promise(some_are_found_and_nobody_else),
        promise(whoever_has_a_password_or_a_provider_can_sign_in),
        promise(a_disabled_users_sessions_are_dead_from_that_statement_on),
        promise(an_enabled_user_counts_again_but_their_sessions_do_not),
        promise(several_are_locked_in_one_order_whatever_order_they_are_named_in),
        promise(whoever_locks_a_role_and_a_user_waits_for_nobody_who_waits_for_them),
        promise(a_hash_of_another_program_is_found_as_long_as_there_is_one),
        promise(e_mails_that_have_an_account_are_found_among_others),
        promise(all_that_is_brought_in_again_is_read_page_by_page),
        promise(of_several_who_are_deleted_nobody_else_goes),
    ]
}

fn an_added_user_is_kept_as_given(fixture: &Fixture) {
    let full = UserRow {
        password_hash: Some("$argon2id$".into()),
        role: "admin".into(),
        language: Some("de".into()),
        time_zone: Some("Europe/Vienna".into()),
        disabled_at: Some(NOW + 1),
        email_verified_at: Some(NOW),
        import_id: Some(vec![0x00, 0xff]),
        ..UserRow::new("full")
    };
    for row in [full, UserRow::new("empty")] {
        assert!(add(fixture, &row));
        assert_eq!(fixture.user_now(&row), row);
    }
}

fn there_is_an_account_once_one_was_added(fixture: &Fixture) {
    assert!(!fixture.read(users::any));
    fixture.user("ada");
    assert!(fixture.read(users::any));
}

fn a_taken_e_mail_adds_nobody_and_the_transaction_goes_on(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let (again, eve) = (UserRow { name: "Other".into(), ..UserRow::new("ada") }, UserRow::new("eve"));
    let (second, third) = (again, eve.clone());
    let added = fixture.write(move |c| Ok((users::insert(c, &new(&second))?, users::insert(c, &new(&third))?)));
    assert_eq!(added, (false, true));
    assert_eq!(fixture.user_now(&ada), ada);
    assert_eq!(fixture.user_now(&eve), eve);
    assert_eq!(all(fixture).len(), 2);
}

fn another_spelling_of_a_taken_e_mail_is_taken(fixture: &Fixture) {
    fixture.user("ada");
    assert!(!add(fixture, &UserRow { email: "Ada@Example.org".into(), ..UserRow::new("ada") }));
}

fn a_taken_id_is_not_a_taken_e_mail(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let eve = UserRow { id: ada.id.clone(), ..UserRow::new("eve") };
    let added = fixture.try_to_write(move |c| users::insert(c, &new(&eve)));
    assert!(!matches!(added, Ok(true)));
    assert_eq!(fixture.user_now(&ada), ada);
}

fn of_twenty_users_of_one_e_mail_added_at_once_one_is_added(fixture: &Fixture) {
    let added = fixture.write_at_once(20, |_| {
        let row = UserRow::new("ada");
        move |c| users::insert(c, &new(&row))
    });
    assert_eq!(added.into_iter().filter(|added| *added).count(), 1);
    assert_eq!(all(fixture).len(), 1);
}

fn a_user_is_found_by_the_canonical_e_mail(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| {
        u.email = "Ada@Example.org".into();
        u.password_hash = Some("hash".into());
        u.disabled_at = Some(NOW);
    });
    let find = |email: &'static str| fixture.read(move |c| users::find(c, email));
    assert!(find("Ada@Example.org").is_none());
    assert!(find("%").is_none());
    let id = ada.uuid();
    let by_id = fixture.read(move |c| users::get(c, id));
    for found in [find("ada@example.org"), by_id] {
        let found = found.expect("the user");
        assert_eq!(found.id(), id);
        assert_eq!((found.email, found.name), (ada.email.clone(), ada.name.clone()));
        assert_eq!((found.password_hash, found.auth_epoch), (Some("hash".into()), ada.auth_epoch));
        assert_eq!(found.disabled_at, Some(NOW));
    }
    assert!(fixture.read(|c| users::get(c, Uuid::nil())).is_none());
}

fn users_are_listed_page_by_page(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| (u.password_hash, u.role) = (Some("hash".into()), "admin".into()));
    let rest = [fixture.user_with("bea", |u| u.disabled_at = Some(NOW)), fixture.user("eve")];
    let page = |after: Uuid| fixture.read(move |c| users::list(c, after, 2));
    let first = page(Uuid::nil());
    assert_eq!(first.iter().map(users::ListedUser::id).collect::<Vec<_>>(), [ada.uuid(), rest[0].uuid()]);
    let last = page(rest[0].uuid());
    assert_eq!(last.iter().map(users::ListedUser::id).collect::<Vec<_>>(), [rest[1].uuid()]);
    assert!(page(rest[1].uuid()).is_empty());
    assert_eq!((first[0].email.as_str(), first[0].name.as_str()), ("ada@example.org", "ada"));
    assert_eq!((first[0].role.as_str(), first[0].created_at), ("admin", ada.created_at));
    assert_eq!((first[0].can_sign_in, first[0].disabled_at), (true, None));
    assert_eq!((first[1].can_sign_in, first[1].disabled_at), (false, Some(NOW)));
}

fn a_rehash_replaces_only_the_hash_it_was_made_from(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.password_hash = Some("old".into()));
    let none = fixture.user("none");
    let rehash = |user: &UserRow, old: &'static str| {
        let user = user.uuid();
        fixture.write(move |c| users::rehash(c, user, old, "new"))
    };
    assert_eq!(rehash(&ada, "other"), 0);
    assert_eq!(rehash(&none, ""), 0);
    assert_eq!(rehash(&ada, "old"), 1);
    assert_eq!(rehash(&ada, "old"), 0);
    assert_eq!(fixture.user_now(&ada), UserRow { password_hash: Some("new".into()), ..ada }, "the epoch stays");
    assert_eq!(fixture.user_now(&none), none);
}

fn a_new_password_raises_the_epoch_in_the_same_statement(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let id = ada.uuid();
    fixture.write_at_once(5, |_| move |c| users::set_password(c, id, "new"));
    let expected = UserRow { password_hash: Some("new".into()), auth_epoch: ada.auth_epoch + 5, ..ada.clone() };
    assert_eq!(fixture.user_now(&ada), expected);
    assert_eq!(fixture.user_now(&eve), eve);
    assert_eq!(fixture.write(|c| users::set_password(c, Uuid::nil(), "new")), 0);
}

fn a_password_is_changed_only_from_the_state_it_was_proven_in(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let gone = fixture.user_with("gone", |u| u.disabled_at = Some(NOW));
    let (id, epoch) = (ada.uuid(), ada.auth_epoch);
    let change = move |of: Uuid, epoch| fixture.write(move |c| users::change_password(c, of, epoch, "new"));
    assert_eq!(change(id, epoch + 1), 0);
    assert_eq!(change(gone.uuid(), gone.auth_epoch), 0);
    let made = fixture.write_at_once(5, |_| move |c| users::change_password(c, id, epoch, "new"));
    assert_eq!(made.iter().sum::<usize>(), 1);
    let expected = UserRow { password_hash: Some("new".into()), auth_epoch: epoch + 1, ..ada };
    assert_eq!(fixture.user_now(&expected), expected);
}

fn a_profile_is_set_whole_and_nobody_elses(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let id = ada.uuid();
    for (name, language, time_zone) in [("Ada", Some("de"), Some("Asia/Tokyo")), ("A", None, None)] {
        fixture.write(move |c| users::set_profile(c, id, name, language, time_zone));
        let expected = UserRow {
            name: name.into(),
            language: language.map(Into::into),
            time_zone: time_zone.map(Into::into),
            ..ada.clone()
        };
        assert_eq!(fixture.user_now(&ada), expected);
    }
    assert_eq!(fixture.user_now(&eve), eve);
}

fn a_role_is_set_alone_and_nobody_elses(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.password_hash = Some("hash".into()));
    let eve = fixture.user("eve");
    let id = ada.uuid();
    for role in ["admin", "Admin ", "user"] {
        assert_eq!(fixture.write(move |c| users::set_role(c, id, role)), 1);
        assert_eq!(fixture.user_now(&ada), UserRow { role: role.into(), ..ada.clone() }, "the epoch stays");
    }
    assert_eq!(fixture.user_now(&eve), eve);
    assert_eq!(fixture.write(|c| users::set_role(c, Uuid::nil(), "admin")), 0);
}

fn what_some_are_called_is_found(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.name = "Ada".into());
    fixture.user("eve");
    let id = ada.uuid();
    let found = fixture.read(move |c| users::called(c, &[id, Uuid::max()]));
    assert_eq!(found, [(id, Called { email: ada.email, name: "Ada".into() })]);
    assert!(fixture.read(|c| users::called(c, &[])).is_empty());
}

fn a_locked_users_sign_ins_count_each_other(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let id = ada.uuid();
    let started = fixture.write_at_once(20, |_| {
        let session = SessionRow::of(&ada);
        move |c| {
            users::lock(c, id)?;
            let room = sessions::list_live(c, id, NOW)?.len() < 3;
            // Time for the others to count too, if they may.
            for _ in 0..50 {
                sessions::list_live(c, id, NOW)?;
            }
            if room {
                sessions::insert(c, &new_session(&session))?;
            }
            Ok(room)
        }
    });
    assert_eq!(started.into_iter().filter(|started| *started).count(), 3);
}

fn locking_nobody_does_no_harm(fixture: &Fixture) {
    fixture.write(|c| users::lock(c, Uuid::nil()));
}

fn add(fixture: &Fixture, user: &UserRow) -> bool {
    let user = user.clone();
    fixture.write(move |c| users::insert(c, &new(&user)))
}

fn all(fixture: &Fixture) -> Vec<users::ListedUser> {
    fixture.read(|c| users::list(c, Uuid::nil(), 100))
}

fn a_password_taken_away_raises_the_epoch_in_the_same_statement(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| u.password_hash = Some("old".into()));
    let eve = fixture.user_with("eve", |u| u.password_hash = Some("old".into()));
    let id = ada.uuid();
    assert_eq!(fixture.write(move |c| users::take_password(c, id)), 1);
    let expected = UserRow { password_hash: None, auth_epoch: ada.auth_epoch + 1, ..ada };
    assert_eq!(fixture.user_now(&expected), expected);
    assert_eq!(fixture.user_now(&eve), eve);
}

fn an_e_mail_is_set_only_from_the_one_it_was_asked_from(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let id = ada.uuid();
    let to = ("B@example.org", "b@example.org");
    assert_eq!(fixture.write(move |c| users::set_email(c, id, "other@example.org", to, NOW)), Some(0));
    assert_eq!(fixture.user_now(&ada), ada);
    let from = ada.email_canonical.clone();
    assert_eq!(fixture.write(move |c| users::set_email(c, id, &from, to, NOW)), Some(1));
    let expected = UserRow { email: to.0.into(), email_canonical: to.1.into(), email_verified_at: Some(NOW), ..ada };
    assert_eq!(fixture.user_now(&expected), expected);
}

fn an_e_mail_of_another_is_not_taken_and_the_transaction_goes_on(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (id, from) = (ada.uuid(), ada.email_canonical.clone());
    let done = fixture.write(move |c| {
        let taken = users::set_email(c, id, &from, ("eve@example.org", "eve@example.org"), NOW)?;
        Ok((taken, users::set_profile(c, id, "Ada", None, None)?))
    });
    assert_eq!(done, (None, 1));
    assert_eq!(fixture.user_now(&ada).email, ada.email);
    assert_eq!(fixture.user_now(&eve), eve);
}

fn a_deleted_user_is_gone_with_all_that_was_theirs(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (theirs, others) = (fixture.session(&ada), fixture.session(&eve));
    let id = ada.uuid();
    assert_eq!(fixture.write(move |c| users::delete(c, id)), 1);
    assert_eq!(fixture.write(move |c| users::delete(c, id)), 0);
    assert!(fixture.read(move |c| users::get(c, id)).is_none());
    assert_eq!((fixture.session_now(&theirs), fixture.session_now(&others).is_some()), (None, true));
}

fn others_with_a_role_are_those_who_can_use_it(fixture: &Fixture) {
    let hash = || Some("$argon2id$".to_owned());
    let ada = fixture.user_with("ada", |u| (u.role, u.password_hash) = ("admin".into(), hash()));
    fixture.user_with("off", |u| (u.role, u.password_hash, u.disabled_at) = ("admin".into(), hash(), Some(NOW)));
    fixture.user_with("user", |u| u.password_hash = hash());
    fixture.user_with("waits", |u| u.role = "admin".into());
    let id = ada.uuid();
    let roles = vec!["admin".to_owned(), "root".to_owned()];
    let (asked, again) = (roles.clone(), roles.clone());
    assert!(!fixture.read(move |c| users::others_with_role(c, id, &asked)));
    fixture.user_with("eve", |u| (u.role, u.password_hash) = ("root".into(), hash()));
    assert!(fixture.read(move |c| users::others_with_role(c, id, &again)));
    fixture.write(move |c| users::lock_all_with_role(c, &roles, &[]));
}

fn the_newest_are_listed_page_by_page(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| (u.role, u.disabled_at) = ("admin".into(), Some(NOW)));
    let (bea, eve) = (fixture.user("bea"), fixture.user("eve"));
    let page = |before: Uuid| fixture.read(move |c| users::newest(c, before, 2));
    assert_eq!(ids(&page(Uuid::max())), [eve.uuid(), bea.uuid()]);
    let last = page(bea.uuid());
    assert_eq!(ids(&last), [ada.uuid()]);
    assert!(page(ada.uuid()).is_empty());
    assert_eq!((last[0].email.as_str(), last[0].name.as_str()), ("ada@example.org", "ada"));
    assert_eq!((last[0].role.as_str(), last[0].created_at), ("admin", ada.created_at));
    assert_eq!((last[0].can_sign_in, last[0].disabled_at), (false, Some(NOW)));
}

fn the_newest_of_a_role_are_those_alone(fixture: &Fixture) {
    let admin = |name: &str| fixture.user_with(name, |u| u.role = "admin".into()).uuid();
    let first = admin("ada");
    fixture.user("bea");
    let second = admin("cyd");
    fixture.user_with("dot", |u| u.role = "administrator".into());
    let third = admin("eve");
    let page =
        |role: &'static str, before, most| ids(&fixture.read(move |c| users::newest_with_role(c, role, before, most)));
    assert_eq!(page("admin", Uuid::max(), 2), [third, second]);
    assert_eq!(page("admin", second, 2), [first]);
    assert!(page("Admin", Uuid::max(), 9).is_empty() && page("adm%", Uuid::max(), 9).is_empty());
}

fn the_newest_disabled_are_those_alone(fixture: &Fixture) {
    let disabled = |name: &str| fixture.user_with(name, |u| u.disabled_at = Some(NOW)).uuid();
    let first = disabled("ada");
    fixture.user("bea");
    let (second, third) = (disabled("cyd"), disabled("dot"));
    fixture.user("eve");
    let page = |before, most| ids(&fixture.read(move |c| users::newest_disabled(c, before, most)));
    assert_eq!(page(Uuid::max(), 2), [third, second]);
    assert_eq!(page(second, 2), [first]);
    assert!(page(first, 2).is_empty());
}

fn some_are_found_and_nobody_else(fixture: &Fixture) {
    let (ada, _, eve) = (fixture.user("ada").uuid(), fixture.user("bea"), fixture.user("eve").uuid());
    let mut found = ids(&fixture.read(move |c| users::some(c, &[eve, Uuid::max(), ada])));
    found.sort_unstable();
    assert_eq!(found, [ada, eve]);
    assert!(fixture.read(|c| users::some(c, &[])).is_empty());
}

fn whoever_has_a_password_or_a_provider_can_sign_in(fixture: &Fixture) {
    let none = fixture.user("none").uuid();
    let password = fixture.user_with("password", |u| u.password_hash = Some("hash".into())).uuid();
    let provider = fixture.user("provider").uuid();
    fixture.write(move |c| {
        diesel::insert_into(identities::table)
            .values((
                identities::id.eq(fresh_id()),
                identities::user_id.eq(provider.as_bytes().to_vec()),
                identities::provider.eq("house"),
                identities::issuer.eq("https://house.example"),
                identities::subject.eq("1"),
                identities::created_at.eq(NOW),
                identities::last_at.eq(NOW),
            ))
            .execute(c)
    });
    let found = fixture.read(|c| users::newest(c, Uuid::max(), 9));
    let can: Vec<(Uuid, bool)> = found.iter().map(|user| (user.id(), user.can_sign_in)).collect();
    assert_eq!(can, [(provider, true), (password, true), (none, false)]);
}

fn a_disabled_users_sessions_are_dead_from_that_statement_on(fixture: &Fixture) {
    let (ada, eve) = (fixture.user("ada"), fixture.user("eve"));
    let (hers, others) = (fixture.session(&ada), fixture.session(&eve));
    let id = ada.uuid();
    let disabled = fixture.write_at_once(5, |_| move |c| users::disable(c, id, NOW));
    assert_eq!(disabled.iter().sum::<usize>(), 1, "once, whoever else tries");
    let expected = UserRow { disabled_at: Some(NOW), auth_epoch: ada.auth_epoch + 1, ..ada };
    assert_eq!(fixture.user_now(&expected), expected);
    assert_eq!(fixture.user_now(&eve), eve);
    assert!(live(fixture, &hers, NOW).is_none() && live(fixture, &others, NOW).is_some());
    assert_eq!(fixture.write(|c| users::disable(c, Uuid::nil(), NOW)), 0);
}

fn an_enabled_user_counts_again_but_their_sessions_do_not(fixture: &Fixture) {
    let ada = fixture.user("ada");
    let session = fixture.session(&ada);
    let id = ada.uuid();
    fixture.write(move |c| users::disable(c, id, NOW));
    assert_eq!(fixture.write(move |c| users::enable(c, id)), 1);
    let expected = UserRow { auth_epoch: ada.auth_epoch + 1, ..ada };
    assert_eq!(fixture.user_now(&expected), expected);
    assert!(live(fixture, &session, NOW).is_none());
    assert_eq!(fixture.write(|c| users::enable(c, Uuid::nil())), 0);
}

/// Twenty at once, each over the same users in another order: if each were locked as named, two would wait for each other.
fn several_are_locked_in_one_order_whatever_order_they_are_named_in(fixture: &Fixture) {
    let all: Vec<Uuid> = (0..6).map(|n| fixture.user(&n.to_string()).uuid()).collect();
    fixture.write_at_once(20, |n| {
        let mut named = all.clone();
        named.rotate_left(n % 6);
        if n % 2 == 0 {
            named.reverse();
        }
        move |c| {
            users::lock_each(c, &named)?;
            // With all of them locked, nobody else changes any of them.
            for user in &named {
                let before = users::get(c, *user)?.expect("the user").auth_epoch;
                users::set_password(c, *user, "new")?;
                assert_eq!(users::get(c, *user)?.expect("the user").auth_epoch, before + 1);
            }
            Ok(())
        }
    });
    for user in all {
        assert_eq!(fixture.read(move |c| users::get(c, user)).expect("the user").auth_epoch, 7 + 20);
    }
    fixture.write(|c| users::lock_each(c, &[]));
}

/// Half lock those of a role and one who is older than all of them, as whoever disables an account; half lock them all, as
/// whoever ends everybody's sessions.
fn whoever_locks_a_role_and_a_user_waits_for_nobody_who_waits_for_them(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    let mut all: Vec<Uuid> =
        (0..3).map(|n| fixture.user_with(&n.to_string(), |u| u.role = "admin".into()).uuid()).collect();
    all.push(ada);
    fixture.write_at_once(40, |n| {
        let all = all.clone();
        move |c| {
            if n % 2 == 0 {
                users::lock_all_with_role(c, &["admin".to_owned()], &[ada])?;
                users::lock(c, ada)?;
            } else {
                users::lock_each(c, &all)?;
            }
            users::set_password(c, ada, "new")
        }
    });
    assert_eq!(fixture.read(move |c| users::get(c, ada)).expect("the user").auth_epoch, 7 + 40);
}

fn ids(listed: &[ListedUser]) -> Vec<Uuid> {
    listed.iter().map(ListedUser::id).collect()
}

fn a_hash_of_another_program_is_found_as_long_as_there_is_one(fixture: &Fixture) {
    let find = || fixture.read(users::any_foreign_hash);
    fixture.user("none");
    fixture.user_with("ours", |u| u.password_hash = Some("$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA".into()));
    assert_eq!(find(), None);
    let foreign = "$argon2i$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA";
    let ada = fixture.user_with("ada", |u| u.password_hash = Some(foreign.into()));
    assert_eq!(find().as_deref(), Some(foreign));
    fixture.write(move |c| users::rehash(c, ada.uuid(), foreign, "$argon2id$v=19$x"));
    assert_eq!(find(), None);
}

fn e_mails_that_have_an_account_are_found_among_others(fixture: &Fixture) {
    fixture.user_with("ada", |u| u.email = "Ada@Example.org".into());
    fixture.user("eve");
    let taken = |emails: &[&str]| {
        let emails: Vec<String> = emails.iter().map(|email| (*email).to_owned()).collect();
        fixture.read(move |c| users::taken(c, &emails))
    };
    assert_eq!(taken(&["ada@example.org", "bob@example.org", "%"]), ["ada@example.org"]);
    assert!(taken(&[]).is_empty() && taken(&["Ada@Example.org"]).is_empty());
}

fn all_that_is_brought_in_again_is_read_page_by_page(fixture: &Fixture) {
    let ada = fixture.user_with("ada", |u| {
        (u.password_hash, u.role) = (Some("hash".into()), "admin".into());
        (u.language, u.time_zone) = (Some("de".into()), Some("Europe/Vienna".into()));
        (u.email_verified_at, u.disabled_at) = (Some(NOW), Some(NOW + 1));
    });
    let eve = fixture.user("eve");
    let page = |after: Uuid| fixture.read(move |c| users::export(c, after, 1));
    let (first, second) = (page(Uuid::nil()), page(ada.uuid()));
    assert_eq!((first[0].id(), second[0].id()), (ada.uuid(), eve.uuid()));
    assert_eq!((&first[0].email, &first[0].name, &first[0].role), (&ada.email, &ada.name, &ada.role));
    assert_eq!((&first[0].password_hash, &first[0].language), (&ada.password_hash, &ada.language));
    assert_eq!((&first[0].time_zone, first[0].email_verified_at), (&ada.time_zone, ada.email_verified_at));
    assert_eq!((first[0].disabled_at, second[0].disabled_at), (ada.disabled_at, None));
    assert!(page(eve.uuid()).is_empty());
}

fn of_several_who_are_deleted_nobody_else_goes(fixture: &Fixture) {
    let users = ["ada", "bea", "eve"].map(|name| fixture.user(name));
    let going = [users[0].uuid(), users[1].uuid(), Uuid::nil()];
    assert_eq!(fixture.write(move |c| users::delete_each(c, &going)), 2);
    assert_eq!(fixture.write(|c| users::delete_each(c, &[])), 0);
    assert_eq!(all(fixture).iter().map(users::ListedUser::id).collect::<Vec<_>>(), [users[2].uuid()]);
}

fn new(user: &UserRow) -> NewUser<'_> {
    NewUser {
        id: &user.id,
        email: &user.email,
        email_canonical: &user.email_canonical,
        name: &user.name,
        password_hash: user.password_hash.as_deref(),
        role: &user.role,
        auth_epoch: user.auth_epoch,
        created_at: user.created_at,
        email_verified_at: user.email_verified_at,
        language: user.language.as_deref(),
        time_zone: user.time_zone.as_deref(),
        disabled_at: user.disabled_at,
        import_id: user.import_id.as_deref(),
    }
}
