//! How the databases go about what is asked of large tables: along an index, in its order, a page at a time. Looked at are
//! the statements themselves, as the store sends them.

use std::sync::mpsc;

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::deserialize::QueryableByName;
use diesel::sql_types::Text;
use diesel::{RunQueryDsl, sql_query};
use hallpass::db::{Answer, AnyConnection};
use hallpass::store::{events, mails, sessions, user_words, users};
use uuid::Uuid;

use crate::fixture::{Fixture, NOW};
use crate::promise::{Promise, promise};

pub fn promises() -> Vec<Promise> {
    vec![
        promise(lists_of_users_go_along_an_index_in_its_order),
        promise(a_search_goes_along_the_words_in_their_order),
        promise(everybodys_sessions_go_along_their_ids),
        promise(one_users_sessions_are_found_by_them),
        promise(letters_go_along_their_ids),
        promise(what_is_counted_by_the_hour_is_found_by_an_index),
        promise(a_plan_that_reads_everything_is_found),
    ]
}

fn lists_of_users_go_along_an_index_in_its_order(fixture: &Fixture) {
    let id = Uuid::max();
    goes_along(fixture, "users by id", "", |c| users::list(c, id, 50));
    goes_along(fixture, "the newest", "", |c| users::newest(c, id, 50));
    goes_along(fixture, "of a role", "users_of_role", |c| users::newest_with_role(c, "user", id, 50));
    goes_along(fixture, "disabled", "users_disabled", |c| users::newest_disabled(c, id, 50));
    goes_along(fixture, "ids of a role", "users_of_role", |c| users::ids_with_role(c, "user", id, 500));
    goes_along(fixture, "ids of the disabled", "users_disabled", |c| users::ids_disabled(c, id, 500));
    goes_along(fixture, "some", "", |c| users::some(c, &[id]));
    goes_along(fixture, "what some are called", "", |c| users::called(c, &[id]));
    let roles = vec!["admin".to_owned()];
    goes_along(fixture, "others with a role", "users_of_role", |c| users::others_with_role(c, id, &roles));
}

fn a_search_goes_along_the_words_in_their_order(fixture: &Fixture) {
    goes_along(fixture, "with a word", "", |c| user_words::with(c, "a", Uuid::nil(), 250));
    goes_along(fixture, "with a beginning", "", |c| user_words::between(c, "a", "b", 250));
    goes_along(fixture, "of some", "words_of_user", |c| user_words::of(c, &[Uuid::nil()]));
}

fn everybodys_sessions_go_along_their_ids(fixture: &Fixture) {
    let (nil, max) = (Uuid::nil(), Uuid::max());
    goes_along(fixture, "the newest", "", |c| sessions::newest(c, max, 51));
    goes_along(fixture, "a step", "", |c| sessions::step(c, nil, 500));
    goes_along(fixture, "a step back", "", |c| sessions::step_back(c, max, 500));
    goes_along(fixture, "a stretch", "", |c| sessions::live_between(c, nil, max, NOW));
    goes_along(fixture, "a count", "", |c| sessions::count_live(c, nil, max, NOW));
}

/// Also when a user is deleted, with whom their sessions go: a part of an index would not serve.
fn one_users_sessions_are_found_by_them(fixture: &Fixture) {
    let user = Uuid::from_u128(7);
    goes_along(fixture, "all", "all_sessions_of_user", |c| sessions::all_of(c, user, 1000));
    goes_along(fixture, "a page", "all_sessions_of_user", |c| sessions::newest_of(c, user, Uuid::max(), 50));
    let live = plan(fixture, |c| sessions::list_live(c, user, NOW));
    assert!(live.contains(" sessions_of_user"), "{live}");
    let deleted = plan(fixture, |c| {
        sql_query("DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE email_canonical = 'x')").execute(c)
    });
    assert!(deleted.contains("all_sessions_of_user") && !reads_everything(&deleted), "{deleted}");
}

fn letters_go_along_their_ids(fixture: &Fixture) {
    goes_along(fixture, "all", "", |c| mails::list(c, Uuid::max(), 51));
    goes_along(fixture, "those not sent", "mails_not_sent", |c| mails::not_sent(c, Uuid::max(), 51));
}

fn what_is_counted_by_the_hour_is_found_by_an_index(fixture: &Fixture) {
    // Its groups are few, so it may put them in order for itself.
    let plan = plan(fixture, |c| events::count(c, 0, NOW));
    assert!(plan.contains("events_counted") && !reads_everything(&plan), "{plan}");
    let user = Some(Uuid::nil());
    goes_along(fixture, "everybody's", "", |c| events::list(c, None, "sign-in", Uuid::max(), 51));
    goes_along(fixture, "one user's", "", |c| events::list(c, user, "sign-in", Uuid::max(), 51));
}

fn a_plan_that_reads_everything_is_found(fixture: &Fixture) {
    let slow = |c: &mut AnyConnection| sql_query("SELECT name FROM users WHERE name > 'a'").execute(c);
    assert!(reads_everything(&plan(fixture, slow)));
    let unsorted = |c: &mut AnyConnection| sql_query("SELECT id FROM users ORDER BY name LIMIT 5").execute(c);
    assert!(sorts(&plan(fixture, unsorted)));
}

/// That `query` reads no table whole and puts nothing in order by itself, and uses this index, if one is named.
#[track_caller]
fn goes_along<T>(fixture: &Fixture, what: &str, index: &str, query: impl FnOnce(&mut AnyConnection) -> Answer<T>) {
    let plan = plan(fixture, query);
    assert!(!reads_everything(&plan) && !sorts(&plan) && plan.contains(index), "{what}:\n{plan}");
}

fn reads_everything(plan: &str) -> bool {
    let whole = |step: &str| step.starts_with("SCAN ") && step != "SCAN CONSTANT ROW" || step.contains("Seq Scan");
    plan.lines().any(whole)
}

fn sorts(plan: &str) -> bool {
    plan.contains("TEMP B-TREE") || plan.contains("Sort Key")
}

/// The plan of the statement that `query` sends, a step a line.
fn plan<T>(fixture: &Fixture, query: impl FnOnce(&mut AnyConnection) -> Answer<T>) -> String {
    let mut connection = fixture.place.connect();
    let statement = statement(&mut connection, query);
    match &mut connection {
        AnyConnection::Sqlite(c) => {
            let steps = sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load::<SqliteStep>(c).expect("a plan");
            steps.into_iter().map(|step| step.detail + "\n").collect()
        }
        AnyConnection::Postgres(c) => {
            // Whatever the numbers of rows: a whole table is read, and an order made, only where there is no other way.
            let only_if_it_must = "SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off; \
                                   SET plan_cache_mode = force_generic_plan; ";
            c.batch_execute(&format!("{only_if_it_must} PREPARE looked_at AS {statement}")).expect("prepared");
            let parameters = (1..=100).take_while(|n| statement.contains(&format!("${n}"))).count();
            let values = vec!["NULL"; parameters].join(", ");
            let values = if values.is_empty() { values } else { format!("({values})") };
            let steps =
                sql_query(format!("EXPLAIN EXECUTE looked_at {values}")).load::<PostgresStep>(c).expect("a plan");
            steps.into_iter().map(|step| step.line + "\n").collect()
        }
    }
}

/// What `query` sends, without its values.
fn statement<T>(connection: &mut AnyConnection, query: impl FnOnce(&mut AnyConnection) -> Answer<T>) -> String {
    let (tell, told) = mpsc::channel();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let _ = tell.send(query.to_string());
        }
    });
    query(connection)
        .map(drop)
        .or_else(|why| if why == diesel::NotFound { Ok(()) } else { Err(why) })
        .expect("an answer");
    connection.set_instrumentation(None::<Box<dyn diesel::connection::Instrumentation>>);
    let sent: Vec<String> = told.try_iter().collect();
    let [statement] = sent.as_slice() else { panic!("not one statement: {sent:?}") };
    statement.split(" -- binds:").next().unwrap_or_default().to_owned()
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}
