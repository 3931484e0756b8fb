//! Mail that waits: claimed by one server, sent once, and emptied then.

use hallpass::clock::{HOUR, MINUTE, Timestamp};
use hallpass::store::mails::{self, NewMail, WaitingRow};
use hallpass::store::users;
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(a_mail_is_due_from_the_beginning),
        promise(the_longest_due_comes_first),
        promise(a_mail_for_whom_nobody_knows_yet_is_not_due),
        promise(a_mail_is_addressed_once),
        promise(a_mail_for_nobody_goes_unless_it_was_addressed),
        promise(a_mail_under_another_key_is_anothers),
        promise(a_mail_is_claimed_by_one_of_twenty_at_once),
        promise(a_claim_that_came_to_nothing_ends),
        promise(a_mail_that_was_sent_is_emptied_and_not_due_again),
        promise(a_mail_that_failed_is_due_again_when_it_says),
        promise(a_mail_that_was_given_up_is_not_due_until_it_is_renewed),
        promise(a_mail_that_was_sent_cannot_be_renewed_or_fail),
        promise(mails_are_listed_page_by_page),
        promise(those_that_were_not_sent_are_listed_alone),
        promise(a_deleted_users_mails_are_gone_and_nobody_elses),
        promise(a_sweep_deletes_the_oldest_so_many_at_a_time),
    ]
}

fn a_mail_is_due_from_the_beginning(fixture: &Fixture) {
    let mail = insert(fixture, new());
    assert!(due(fixture, NOW - 1).is_empty());
    assert_eq!(due(fixture, NOW), [mail.id]);
    let row = get(fixture, mail.id);
    assert_eq!((row.kind.as_str(), row.sealed, row.key_id, row.tries), ("reset", Some(vec![0x00, 0xff]), -3, 0));
    assert_eq!(row.created_at, NOW);
}

fn the_longest_due_comes_first(fixture: &Fixture) {
    let late = insert(fixture, NewMail { created_at: NOW, ..new() });
    let early = insert(fixture, NewMail { created_at: NOW - 1, ..new() });
    assert_eq!(due(fixture, NOW), [early.id, late.id]);
}

fn a_mail_for_whom_nobody_knows_yet_is_not_due(fixture: &Fixture) {
    let mail = insert(fixture, NewMail { known: false, ..new() });
    assert!(due(fixture, NOW + HOUR).is_empty());
    assert_eq!(unknown(fixture), [mail.id]);
    assert_eq!(claim(fixture, mail.id, NOW), 0);
}

fn a_mail_is_addressed_once(fixture: &Fixture) {
    let mail = insert(fixture, NewMail { known: false, ..new() });
    let ada = fixture.user("ada").uuid();
    let letter = |n: u8| NewMail {
        kind: "has-account",
        user_id: Some(ada),
        sealed: vec![n],
        key_id: 5,
        created_at: NOW + MINUTE,
        ..mail.clone()
    };
    let done = fixture.write_at_once(10, |n| {
        let letter = letter(u8::try_from(n).expect("a small number"));
        move |c| mails::address(c, &letter)
    });
    assert_eq!(done.iter().sum::<usize>(), 1);
    let row = get(fixture, mail.id);
    assert_eq!((row.kind.as_str(), row.key_id, row.created_at), ("has-account", 5, NOW));
    assert_eq!(due(fixture, NOW + MINUTE), [mail.id]);
    assert!(unknown(fixture).is_empty());
}

fn a_mail_for_nobody_goes_unless_it_was_addressed(fixture: &Fixture) {
    let (nobody, somebody) = (insert(fixture, NewMail { known: false, ..new() }), insert(fixture, new()));
    assert_eq!(fixture.write(move |c| mails::drop_unknown(c, nobody.id)), 1);
    assert_eq!(fixture.write(move |c| mails::drop_unknown(c, somebody.id)), 0);
    assert_eq!(due(fixture, NOW), [somebody.id]);
    assert_eq!(fixture.write(move |c| mails::delete(c, somebody.id)), 1);
}

fn a_mail_under_another_key_is_anothers(fixture: &Fixture) {
    insert(fixture, NewMail { key_id: 77, ..new() });
    insert(fixture, NewMail { key_id: 77, known: false, ..new() });
    assert!(due(fixture, NOW + HOUR).is_empty() && unknown(fixture).is_empty());
}

fn a_mail_is_claimed_by_one_of_twenty_at_once(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    let done = fixture.write_at_once(20, |_| move |c| mails::claim(c, id, NOW, NOW + MINUTE));
    assert_eq!(done.iter().sum::<usize>(), 1);
    assert_eq!(get(fixture, id).tries, 1);
    assert!(due(fixture, NOW).is_empty());
}

fn a_claim_that_came_to_nothing_ends(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    claim(fixture, id, NOW);
    assert!(due(fixture, NOW + MINUTE - 1).is_empty());
    assert_eq!(due(fixture, NOW + MINUTE), [id]);
    assert_eq!(claim(fixture, id, NOW + MINUTE), 1);
    assert_eq!(get(fixture, id).tries, 2);
}

fn a_mail_that_was_sent_is_emptied_and_not_due_again(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    claim(fixture, id, NOW);
    fixture.write(move |c| mails::failed(c, id, "away", Some(NOW)));
    assert_eq!(fixture.write(move |c| mails::sent(c, id, NOW + 1)), 1);
    assert!(due(fixture, NOW + HOUR).is_empty());
    assert_eq!(get(fixture, id).sealed, None);
    let listed = fixture.read(|c| mails::list(c, Uuid::max(), 10)).remove(0);
    assert_eq!((listed.sent_at, listed.next_try_at, listed.error), (Some(NOW + 1), None, None));
}

fn a_mail_that_failed_is_due_again_when_it_says(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    claim(fixture, id, NOW);
    assert_eq!(fixture.write(move |c| mails::failed(c, id, "away", Some(NOW + HOUR))), 1);
    assert!(due(fixture, NOW + HOUR - 1).is_empty());
    assert_eq!(due(fixture, NOW + HOUR), [id]);
    let listed = fixture.read(|c| mails::list(c, Uuid::max(), 10)).remove(0);
    assert_eq!((listed.error.as_deref(), listed.tries), (Some("away"), 1));
}

fn a_mail_that_was_given_up_is_not_due_until_it_is_renewed(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    fixture.write(move |c| mails::failed(c, id, "refused", None));
    assert!(due(fixture, NOW + HOUR).is_empty());
    assert!(get(fixture, id).sealed.is_some(), "it can still be read");
    assert_eq!(fixture.write(move |c| mails::renew(c, id, NOW)), 1);
    assert_eq!(due(fixture, NOW), [id]);
    claim(fixture, id, NOW);
    assert_eq!(fixture.write(move |c| mails::renew(c, id, NOW)), 0, "somebody is sending it");
}

fn a_mail_that_was_sent_cannot_be_renewed_or_fail(fixture: &Fixture) {
    let id = insert(fixture, new()).id;
    fixture.write(move |c| mails::sent(c, id, NOW));
    assert_eq!(fixture.write(move |c| mails::renew(c, id, NOW)), 0);
    assert_eq!(fixture.write(move |c| mails::failed(c, id, "late", Some(NOW))), 0);
    assert!(due(fixture, NOW).is_empty());
}

fn mails_are_listed_page_by_page(fixture: &Fixture) {
    let ids: Vec<Uuid> = (0..3).map(|_| insert(fixture, new()).id).collect();
    let page = |before, most| fixture.read(move |c| mails::list(c, before, most));
    let listed = |before, most| page(before, most).iter().map(mails::ListedMail::id).collect::<Vec<_>>();
    assert_eq!(listed(Uuid::max(), 2), [ids[2], ids[1]]);
    assert_eq!(listed(ids[1], 2), [ids[0]]);
}

fn those_that_were_not_sent_are_listed_alone(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    let [waits, given_up, first_sent, unknown, last_sent, for_ada] =
        [new(), new(), new(), NewMail { known: false, ..new() }, new(), NewMail { user_id: Some(ada), ..new() }]
            .map(|mail| insert(fixture, mail).id);
    fixture.write(move |c| {
        mails::failed(c, given_up, "refused", None)?;
        mails::sent(c, first_sent, NOW)?;
        mails::sent(c, last_sent, NOW)
    });
    let page = |before, most| fixture.read(move |c| mails::not_sent(c, before, most));
    let listed = |before, most| page(before, most).iter().map(mails::ListedMail::id).collect::<Vec<_>>();
    assert_eq!(listed(Uuid::max(), 3), [for_ada, unknown, given_up]);
    assert_eq!(listed(given_up, 3), [waits]);
    assert!(listed(waits, 3).is_empty());
    let told = page(Uuid::max(), 9);
    assert_eq!((told[0].user_id(), told[1].user_id()), (Some(ada), None));
    assert_eq!((told[2].error.as_deref(), told[2].next_try_at), (Some("refused"), None));
    assert_eq!((told[3].next_try_at, told[3].key_id, told[3].sent_at), (Some(NOW), -3, None));
}

fn a_deleted_users_mails_are_gone_and_nobody_elses(fixture: &Fixture) {
    let ada = fixture.user("ada").uuid();
    insert(fixture, NewMail { user_id: Some(ada), ..new() });
    let other = insert(fixture, new()).id;
    assert_eq!(fixture.write(move |c| users::delete(c, ada)), 1);
    assert_eq!(due(fixture, NOW), [other]);
}

fn a_sweep_deletes_the_oldest_so_many_at_a_time(fixture: &Fixture) {
    for created_at in [NOW - 2, NOW - 1, NOW] {
        insert(fixture, NewMail { created_at, ..new() });
    }
    assert_eq!(fixture.write(|c| mails::sweep(c, NOW, 1)), 1);
    assert_eq!(fixture.write(|c| mails::sweep(c, NOW, 10)), 1);
    assert_eq!(fixture.write(|c| mails::sweep(c, NOW, 10)), 0);
    assert_eq!(due(fixture, NOW).len(), 1);
}

fn new() -> NewMail {
    NewMail {
        id: Uuid::now_v7(),
        kind: "reset",
        user_id: None,
        sealed: vec![0x00, 0xff],
        key_id: -3,
        created_at: NOW,
        known: true,
    }
}

fn insert(fixture: &Fixture, mail: NewMail) -> NewMail {
    let row = mail.clone();
    fixture.write(move |c| mails::insert(c, &row));
    mail
}

fn get(fixture: &Fixture, id: Uuid) -> WaitingRow {
    fixture.read(move |c| mails::get(c, id)).expect("the mail")
}

fn due(fixture: &Fixture, now: Timestamp) -> Vec<Uuid> {
    fixture.read(move |c| mails::due(c, &[-3, 5], now, 10)).iter().map(WaitingRow::id).collect()
}

fn unknown(fixture: &Fixture) -> Vec<Uuid> {
    fixture.read(|c| mails::unknown(c, &[-3, 5], 10)).iter().map(WaitingRow::id).collect()
}

fn claim(fixture: &Fixture, id: Uuid, now: Timestamp) -> usize {
    fixture.write(move |c| mails::claim(c, id, now, now + MINUTE))
}
