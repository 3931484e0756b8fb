//! What a request costs, in instructions: those are the same on a busy machine and on a quiet one, so that a slip shows.
//! valgrind counts them; what they are to be stands in instructions.txt, and `HALLPASS_COST=write tests/run --test cost`
//! writes it anew after a change that was meant.

#[path = "../../benches/micro/fixture.rs"]
#[allow(unreachable_pub, dead_code, reason = "nothing imports a program; the microbenchmarks share it")]
mod fixture;

use std::env;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use fixture::{AGENT, Fixture};
use hallpass::auth::Seen;
use libtest_mimic::{Arguments, Failed, Trial};
use mimalloc::MiMalloc;

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Counted = (&'static str, fn(&Fixture));

/// What is counted, and how it is done once.
const COUNTED: [Counted; 4] = [
    ("constant", |fixture| ask(fixture, "/healthz")),
    ("resume", resume),
    ("check", |fixture| ask(fixture, "/check")),
    ("dashboard", |fixture| ask(fixture, "/dashboard")),
];
/// Of a hundred. Another processor or C library takes other ways through some functions.
const TOLERANCE: u64 = 10;
/// How often it is done at the start, and how often it is then counted.
const BEFORE: u64 = 500;
const TIMES: u64 = 2000;
/// How often something is counted before it counts as too much. In one process of some twenty-five the allocator's pages
/// come to be filled so that each request gives two of them back and takes two new ones, at 6,700 instructions more.
const TRIES: usize = 5;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    if let [first, what] = words.as_slice()
        && first == "--do"
    {
        under_valgrind(what);
        return ExitCode::SUCCESS;
    }
    if env::var("HALLPASS_COST").is_ok_and(|word| word == "write") {
        return write_down();
    }
    let trials =
        COUNTED.map(|(what, _)| Trial::test(format!("{what}_costs_what_is_written_down"), move || compare(what)));
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

fn under_valgrind(what: &str) {
    let (_, once) = COUNTED.iter().find(|(name, _)| *name == what).expect("it is one of those");
    let fixture = Fixture::open();
    for _ in 0..BEFORE {
        once(&fixture);
    }
    while_counted(*once, &fixture);
}

/// Valgrind counts in here alone, and knows it by its name.
#[inline(never)]
fn while_counted(once: fn(&Fixture), fixture: &Fixture) {
    for _ in 0..TIMES {
        once(fixture);
    }
}

fn ask(fixture: &Fixture, path: &str) {
    assert!(!fixture.runtime.block_on(fixture.get(path)).is_empty());
}

fn resume(fixture: &Fixture) {
    let live = fixture.runtime.block_on(fixture.auth.resume(&fixture.token, seen()));
    assert!(live.expect("the database answers").is_some());
}

/// Where the fixture's session was started from: nothing has moved.
fn seen() -> Seen<'static> {
    Seen { ip: Some(IpAddr::from([203, 0, 113, 1])), user_agent: Some(AGENT) }
}

fn compare(what: &str) -> Result<(), Failed> {
    let written = fs::read_to_string(file())?;
    let number = |line: &str| line.strip_prefix(what)?.trim().replace(',', "").parse::<u64>().ok();
    let expected = written.lines().find_map(number).ok_or("it is not in instructions.txt")?;
    let tolerated = expected * TOLERANCE / 100;
    let found = least(what, expected + tolerated)?;
    if found.abs_diff(expected) <= tolerated {
        return Ok(());
    }
    let than = if found > expected { "more" } else { "fewer" };
    Err(format!(
        "it takes {found} instructions, {than} than the {expected} in instructions.txt. If that is meant, write them down: HALLPASS_COST=write tests/run --test cost"
    )
    .into())
}

fn write_down() -> ExitCode {
    let mut table = String::new();
    for (what, _) in COUNTED {
        let found = least(what, 0).expect("it can be counted");
        writeln!(table, "{what} {found}").expect("memory");
    }
    print!("{table}");
    fs::write(file(), table).expect("the file can be written");
    ExitCode::SUCCESS
}

/// The least of several counts, of no more than are needed to find one that is `enough`.
fn least(what: &str, enough: u64) -> Result<u64, Failed> {
    let mut least = u64::MAX;
    for _ in 0..TRIES {
        least = least.min(instructions(what)?);
        if least <= enough {
            break;
        }
    }
    Ok(least)
}

/// Of one time.
fn instructions(what: &str) -> Result<u64, Failed> {
    let folder = tempfile::tempdir()?;
    let mut counts = OsString::from("--callgrind-out-file=");
    counts.push(folder.path().join("counts"));
    let valgrind = Command::new("valgrind")
        .args(["--tool=callgrind", "--separate-threads=yes", "--toggle-collect=*while_counted*"])
        .arg(counts)
        .arg(env::current_exe()?)
        .args(["--do", what])
        .output()
        .map_err(|why| format!("valgrind cannot be started ({why}): install it"))?;
    if !valgrind.status.success() {
        return Err(String::from_utf8_lossy(&valgrind.stderr).into_owned().into());
    }
    // Of the first thread alone, where requests are served. What the jobs do meanwhile in others differs by millions from
    // time to time; what would be moved to those would show as fewer.
    let counts = fs::read_to_string(folder.path().join("counts-01"))?;
    let total = counts.lines().find_map(|line| line.strip_prefix("totals:")?.trim().parse::<u64>().ok());
    Ok(total.ok_or("callgrind says no total")? / TIMES)
}

fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "cost", "instructions.txt"].iter().collect()
}
