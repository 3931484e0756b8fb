//! The built server, alone in an empty folder on a port of its own.

use std::env;
use std::net::TcpListener;
use std::process::Command;

use tempfile::TempDir;

use crate::program::Program;

pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
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
        let folder = TempDir::new().expect("a temporary folder");
        let port = free_port();
        let mut program = Program::start(&mut hallpass(&folder, port)).expect("starting the server");
        let address = format!("http://127.0.0.1:{port}");
        program.hear("the server's address", |said| said.contains(&address).then_some(()));
        let setup_code = program.hear("the setup code", setup_code);
        Self { address, setup_code, port, _program: program, folder }
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

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
