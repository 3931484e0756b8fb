//! The built server, alone in an empty folder on a port of its own.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use diesel::connection::{Connection, SimpleConnection};
use diesel::sqlite::SqliteConnection;
use tempfile::TempDir;

use crate::port::free_port;
use crate::program::Program;
use crate::provider::Provider;
use crate::smtp::MailServer;

pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`, as a rule.
    pub(crate) address: String,
    /// What the server prints while there is no account.
    pub(crate) setup_code: String,
    port: u16,
    // Dropped in this order: the server ends before its folder goes.
    _program: Program,
    folder: TempDir,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// One whose letters go to `mail`, and where anybody may make an account.
    pub(crate) fn with_mail(mail: &MailServer) -> Self {
        let url = format!("smtp://127.0.0.1:{}", mail.port);
        Self::with(&[
            ("ROCKET_HALLPASS_SMTP_URL", &url),
            ("ROCKET_HALLPASS_MAIL_FROM", "login@pass.example"),
            ("ROCKET_HALLPASS_REGISTRATION", "open"),
        ])
    }

    /// One where a provider, called Work, proves people too, and which makes accounts for them.
    pub(crate) fn with_provider(provider: &Provider) -> Self {
        Self::beside(provider, "127.0.0.1")
    }

    /// The same, under a name that makes it another site than the provider: what a browser brings along from there is
    /// less than between two ports of one host.
    pub(crate) fn with_provider_of_another_site(provider: &Provider) -> Self {
        Self::beside(provider, "localhost")
    }

    fn beside(provider: &Provider, host: &str) -> Self {
        let port = free_port();
        let address = format!("http://{host}:{port}");
        let providers = format!(
            r#"{{op={{issuer="{}",client_id="hallpass",client_secret="secret-secret-secret-secret",label="Work",first_sign_in="create",sign_out=true}}}}"#,
            provider.issuer
        );
        let settings = [("ROCKET_HALLPASS_PUBLIC_URL", &*address), ("ROCKET_HALLPASS_PROVIDERS", &*providers)];
        let server = Self::reached_at(&address, port, &settings);
        provider.get(&format!("/_test/rp?is={address}"));
        server
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let port = free_port();
        Self::reached_at(&format!("http://127.0.0.1:{port}"), port, settings)
    }

    fn reached_at(address: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut program =
            Program::start(hallpass(&folder, port).envs(settings.iter().copied())).expect("starting the server");
        program.hear("the server's address", |said| said.contains(address).then_some(()));
        let setup_code = program.hear("the setup code", setup_code);
        Self { address: address.to_owned(), setup_code, port, _program: program, folder }
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Adds an account from the command line.
    pub(crate) fn add(&self, email: &str, password: &str) {
        let mut command = hallpass(&self.folder, self.port);
        command.args(["user", "add", email, "--password-stdin"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().expect("running the command line");
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(password.as_bytes()).expect("the password is read");
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
    }

    /// As if nobody had been heard of for longer than any idle timeout.
    pub(crate) fn let_sessions_run_out(&self) {
        self.change("UPDATE sessions SET last_seen_at = 1");
    }

    /// Changes rows past all rules.
    pub(crate) fn change(&self, statements: &str) {
        let file = self.folder.path().join("data/hallpass.db");
        let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("the database");
        let done = connection.batch_execute(&format!("PRAGMA busy_timeout = 60000; {statements}"));
        done.expect("the database takes it");
    }

    /// The link with which someone sets a new password, as the command line prints it.
    pub(crate) fn password_reset_link(&self, email: &str) -> String {
        let said = self.command(&["user", "password-reset", email]);
        let link = said.split_whitespace().find(|word| word.starts_with(&self.address));
        link.unwrap_or_else(|| panic!("no link to {} in: {said}", self.address)).to_owned()
    }

    /// Runs the command line beside the running server, in the same folder.
    fn command(&self, arguments: &[&str]) -> String {
        let output = hallpass(&self.folder, self.port).args(arguments).output();
        let output = output.expect("running the command line");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "hallpass {arguments:?} failed: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }
}

/// The binary with nothing but its defaults: no setting of whoever runs the tests reaches it.
fn hallpass(folder: &TempDir, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hallpass"));
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("ROCKET_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder.path()).env("ROCKET_PORT", port.to_string());
    command
}

/// `XXXX-XXXX-XXXX-XXXX` as a word of its own.
fn setup_code(said: &str) -> Option<String> {
    let is_code = |word: &&str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == 4
            && groups.iter().all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    said.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(is_code).map(str::to_owned)
}
