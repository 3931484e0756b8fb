//! How long the pieces of a request take, by criterion: `cargo bench --bench micro`. Each against a fresh SQLite database
//! with one person in it; what a full table adds stands in docs/growth.md.

#[allow(unreachable_pub, dead_code, reason = "nothing imports a program; tests/cost shares it")]
mod fixture;

use std::hint::black_box;
use std::net::IpAddr;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fixture::{AGENT, Fixture, NOW, session};
use hallpass::auth::Seen;
use hallpass::store::sessions::{self, Ending};
use hallpass::web::cookie::Kind;
use uuid::Uuid;

fn check(c: &mut Criterion) {
    let fixture = Fixture::open();
    let seen = Seen { ip: Some(IpAddr::from([203, 0, 113, 1])), user_agent: Some(AGENT) };
    c.bench_function("resume: the check on each request", |b| {
        b.iter(|| fixture.runtime.block_on(fixture.auth.resume(black_box(&fixture.token), seen)));
    });
    c.bench_function("cookie: sealed", |b| b.iter(|| fixture.cookies.of_session(black_box(&fixture.token), None)));
    let (name, sealed) = (fixture.cookies.name(Kind::Session), fixture.cookies.of_session(&fixture.token, None));
    c.bench_function("cookie: opened", |b| b.iter(|| fixture.cookies.open_text(name, black_box(sealed.value()))));
}

/// Each of them waits for the disk.
fn life(c: &mut Criterion) {
    let fixture = Fixture::open();
    let user = fixture.token.user;
    let start = |id: Uuid| {
        let started = fixture.auth.db().write(move |c| sessions::insert(c, &session(&id, &user, &[7; 32], NOW)));
        fixture.runtime.block_on(started).expect("it is started");
        id
    };
    c.bench_function("start: a session's row, on the disk", |b| {
        b.iter_batched(Uuid::now_v7, start, BatchSize::SmallInput);
    });
    c.bench_function("end: on the disk", |b| {
        let end = |id| {
            let ending = Ending { at: NOW, reason: "signed-out", by: Some(user), keep: true };
            fixture.runtime.block_on(fixture.auth.db().write(move |c| sessions::end(c, id, user, ending)))
        };
        b.iter_batched(|| start(Uuid::now_v7()), end, BatchSize::SmallInput);
    });
}

fn pages(c: &mut Criterion) {
    let fixture = Fixture::open();
    for (what, path) in [
        ("page: a constant answer", "/healthz"),
        ("page: the check alone", "/check"),
        ("page: the dashboard", "/dashboard"),
    ] {
        c.bench_function(what, |b| b.iter(|| fixture.runtime.block_on(fixture.get(path))));
    }
}

criterion_group!(all, check, life, pages);
criterion_main!(all);
