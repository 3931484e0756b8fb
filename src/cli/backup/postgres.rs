//! A PostgreSQL database, by PostgreSQL's own pg_dump. It is told where by its environment: what stands on a command line,
//! a password too, everybody on the machine may read.

use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use indicatif::ProgressBar;
use percent_encoding::percent_decode_str;

use super::{Rows, stopped, watched};
use crate::cli::partial::Partial;
use crate::cli::progress;
use crate::cli::refused::{Kind, Refused};
use crate::config::DatabaseUrl;

/// What libpq reads from an address, and the variable that says the same.
const VARIABLES: [(&str, &str); 26] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("dbname", "PGDATABASE"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("options", "PGOPTIONS"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("require_auth", "PGREQUIREAUTH"),
    ("requirepeer", "PGREQUIREPEER"),
    ("gssencmode", "PGGSSENCMODE"),
    ("krbsrvname", "PGKRBSRVNAME"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslcertmode", "PGSSLCERTMODE"),
    ("sslcrl", "PGSSLCRL"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    ("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
];

/// The table that says which migrations ran.
const MIGRATIONS: &str = "__diesel_schema_migrations";

/// Dumps the database at `url` into the file; checks that it can be read again.
pub(super) async fn dump(url: &str, shown: &DatabaseUrl, partial: &Partial, file: &Path) -> Result<Rows, Refused> {
    let mut command = Command::new("pg_dump");
    command.args(["--format=custom", "--no-password"]).envs(environment(url));
    command.stdin(Stdio::null()).stdout(partial.open()?).stderr(Stdio::piped());
    let done = watched(partial, 0, tokio::task::spawn_blocking(move || command.output())).await?;
    match done {
        Err(why) if why.kind() == ErrorKind::NotFound => Err(Refused::new(format!(
            "There is no pg_dump on PATH: install PostgreSQL's client programs, or run, where they are: pg_dump --format=custom --file={} {shown}",
            file.display()
        ))),
        Err(why) => Err(Partial::failed(&why, file)),
        Ok(said) if !said.status.success() => Err(refused(&said, file)),
        Ok(_) => check(partial, file).await,
    }
}

/// Unpacks each row of the archive as a restore would: a list of contents says nothing of what stands behind it.
async fn check(partial: &Partial, file: &Path) -> Result<Rows, Refused> {
    let mut command = Command::new("pg_restore");
    // Without a database it writes to standard output what it would do to one.
    command.args(["--data-only", "--file=-"]).arg(partial.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let bar = progress::counting("Rows read again:");
    let counted = bar.clone();
    let done = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn()?;
        let restored = child.stdout.take().ok_or_else(|| io::Error::other("its output is not there"))?;
        // Beside what it has to say, which could otherwise fill its pipe and stop both.
        let counting = thread::spawn(move || rows(BufReader::new(restored), &counted));
        let said = child.wait_with_output()?;
        Ok((said, counting.join().map_err(|_| io::Error::other("its output cannot be read"))??))
    })
    .await;
    bar.finish_and_clear();
    let (said, rows) = done
        .map_err(|why| stopped(&why))?
        .map_err(|why: io::Error| Partial::failed(&format!("pg_restore cannot check it: {why}"), file))?;
    if said.status.success() { Ok(ours(rows)) } else { Err(refused(&said, file)) }
}

/// How many rows each table has in what pg_restore writes: a COPY statement, a line for each row, and `\.` alone on a line.
fn rows(mut restored: impl BufRead, counted: &ProgressBar) -> io::Result<Rows> {
    let (mut rows, mut line, mut within) = (Rows::new(), Vec::new(), false);
    while restored.read_until(b'\n', &mut line)? > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        if !within {
            let begins = table(text);
            within = begins.is_some();
            rows.extend(begins.map(|table| (table, 0)));
        } else if text == br"\." {
            within = false;
        } else if let Some((_, number)) = rows.last_mut() {
            *number += 1;
            counted.inc(1);
        }
        line.clear();
    }
    Ok(rows)
}

/// The table whose rows follow, with its schema.
fn table(line: &[u8]) -> Option<String> {
    let (name, _) = std::str::from_utf8(line.strip_prefix(b"COPY ")?).ok()?.split_once(" (")?;
    Some(name.to_owned())
}

/// Of the schema alone that our migrations are in: other programs may have tables of the same names beside it.
fn ours(rows: Rows) -> Rows {
    let schema = rows.iter().find_map(|(table, _)| table.strip_suffix(MIGRATIONS)).unwrap_or_default().to_owned();
    let of_ours = |(table, number): (String, i64)| Some((table.strip_prefix(&schema)?.to_owned(), number));
    rows.into_iter().filter_map(of_ours).collect()
}

fn refused(said: &Output, file: &Path) -> Refused {
    let text = String::from_utf8_lossy(&said.stderr);
    let first = text.lines().find(|line| line.contains("error")).or(text.lines().next()).unwrap_or("it says nothing");
    let first: String = first.trim_end_matches('.').chars().filter(|c| !c.is_control()).collect();
    let why = Partial::failed(&first, file);
    if first.contains("connection to server") { Refused::of(Kind::Away, why.to_string()) } else { why }
}

/// The address as libpq's variables.
fn environment(url: &str) -> Vec<(&'static str, String)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (who, hosts) = place.rsplit_once('@').unwrap_or(("", place));
    let (user, password) = who.split_once(':').unwrap_or((who, ""));
    let (hosts, ports): (Vec<&str>, Vec<&str>) = hosts.split(',').map(host_and_port).unzip();
    let (hosts, ports) = (hosts.join(","), ports.join(","));
    let mut said: Vec<(&str, &str)> =
        vec![("user", user), ("password", password), ("host", &hosts), ("port", &ports), ("dbname", database)];
    // An older way to say it, from other programs.
    said.extend(query.split('&').filter_map(|pair| pair.split_once('=')).map(|pair| match pair {
        ("ssl", "true") => ("sslmode", "require"),
        pair => pair,
    }));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let empty = |text: &str| text.chars().all(|c| c == ',');
    let named = said.into_iter().filter(|(_, value)| !empty(value)).filter_map(|(name, value)| {
        let (_, variable) = VARIABLES.iter().find(|(known, _)| *known == name)?;
        Some((*variable, decoded(value)))
    });
    named.collect()
}

/// A host, in brackets or not, and its port, if one is written.
fn host_and_port(text: &str) -> (&str, &str) {
    let (host, after) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, after)) => (host, after.strip_prefix(':')),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    (host, after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> String {
        let said: Vec<String> = environment(url).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        said.join(" ")
    }

    #[test]
    fn rows_are_counted_by_table() {
        let restored = "SET x;\n\nCOPY public.users (id, name) FROM stdin;\n1\tCOPY a (b\n2\t\\\\.\n\\.\n\nCOPY hall.none (id) FROM stdin;\n\\.\n-- COPY\n";
        let counted = rows(restored.as_bytes(), &ProgressBar::hidden()).expect("memory");
        assert_eq!(counted, [("public.users".to_owned(), 2), ("hall.none".to_owned(), 0)]);
    }

    #[test]
    fn of_two_programs_in_one_database_our_tables_count() {
        let all =
            [("public.users", 5), ("\"a.b\".users", 2), ("\"a.b\".__diesel_schema_migrations", 7), ("public.x", 1)];
        let counted = ours(all.map(|(table, number)| (table.to_owned(), number)).into());
        assert_eq!(counted, [("users".to_owned(), 2), ("__diesel_schema_migrations".to_owned(), 7)]);
    }

    #[test]
    fn an_address_is_said_by_variables() {
        assert_eq!(
            of("postgres://hall:s%40cret@db.example:5433/hallpass?sslmode=verify-full&sslrootcert=/x.pem&keepalives=1"),
            "PGUSER=hall PGPASSWORD=s@cret PGHOST=db.example PGPORT=5433 PGDATABASE=hallpass PGSSLMODE=verify-full PGSSLROOTCERT=/x.pem"
        );
        assert_eq!(of("postgresql://[::1]:5432,b/h?user=u"), "PGHOST=::1,b PGPORT=5432, PGDATABASE=h PGUSER=u");
        assert_eq!(of("postgres:///hallpass?host=%2Frun%2Fpostgresql"), "PGDATABASE=hallpass PGHOST=/run/postgresql");
        assert_eq!(of("postgres://db?ssl=true"), "PGHOST=db PGSSLMODE=require");
    }
}
