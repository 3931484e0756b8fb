//! Changing the secret key: nobody is signed out, and the old one can be taken out once nothing needs it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::house::{EMAIL, KEY, OTHER_KEY, PASSWORD};
use crate::program::{Program, Said};

fn listed(said: &Said) -> Vec<Value> {
    assert_eq!(said.code, Some(0), "{}", said.err);
    let all = said.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object"));
    all.filter(|key| key["type"] == "secret").collect()
}

#[test]
fn a_new_key_signs_nobody_out_and_the_old_one_goes_when_nobody_needs_it() {
    let program = Program::start(&[]);
    let add = ["user", "add", EMAIL, "--password-stdin"];
    assert_eq!(program.command(&add, PASSWORD).code, Some(0));
    // One alone: at a second one a letter would be written, which is sealed too.
    let held = program.sign_in(EMAIL, PASSWORD).expect("in");
    let at = |name: &str| program.folder.path().join("data").join(name);
    let old = fs::read_to_string(at("secret.key")).expect("a key");

    let said = program.command(&["key", "new"], "");
    assert!(said.code == Some(0) && said.out.contains("Start the server anew"), "{}{}", said.out, said.err);
    let new = fs::read_to_string(at("secret.key")).expect("a key");
    assert_eq!(fs::read_to_string(at("secret.key.previous")).expect("the old one"), old);
    assert!(new != old && !said.out.contains(new.trim()) && !said.out.contains(old.trim()));
    for name in ["secret.key", "secret.key.previous"] {
        assert_eq!(fs::metadata(at(name)).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(program.folder.path().join("data")).expect("a folder").count(), 5, "and nothing else");
    // The running server goes on under the old one, and the doctor says what to do.
    assert!(program.is_in(&held));
    let said = program.command(&["doctor"], "");
    assert!(said.code == Some(5) && said.out.contains("does not know this secret key"), "{}", said.out);

    let keys = listed(&program.command(&["key", "list", "--json"], ""));
    assert!(keys[0]["state"] == "present" && keys[0]["live_sessions"] == 0, "{keys:?}");
    assert!(keys[1]["state"] == "previous" && keys[1]["live_sessions"] == 1 && keys[1]["needed"] == true);
    assert_eq!(keys[1]["from"], "data/secret.key.previous, line 1");

    let program = program.again(&[]);
    let said = program.command(&["doctor"], "");
    assert!(said.out.contains("leads to this server"), "{}", said.out);
    assert!(program.is_in(&held), "the old key still opens");
    // Whoever has come by has a cookie under the new one.
    assert_eq!(program.command(&["session", "end", "--all"], "").code, Some(0));
    let held = program.sign_in(EMAIL, PASSWORD).expect("in");
    let said = program.command(&["key", "list"], "");
    assert!(said.out.contains("Nobody needs") && said.out.contains("line 1"), "{}", said.out);
    // A second change keeps both, the newest first; the file can be emptied by hand.
    assert_eq!(program.command(&["key", "new", "--json"], "").code, Some(0));
    let at = |name: &str| program.folder.path().join("data").join(name);
    assert_eq!(fs::read_to_string(at("secret.key.previous")).expect("both"), format!("{new}{old}"));
    fs::write(at("secret.key.previous"), &new).expect("the old one is taken out");
    let program = program.again(&[]);
    assert!(program.is_in(&held));
    assert_eq!(listed(&program.command(&["key", "list", "--json"], "")).len(), 2);
}

#[test]
fn a_damaged_or_readable_file_of_previous_keys_stops_the_start_with_its_line() {
    let program = Program::start(&[]);
    assert_eq!(program.command(&["key", "new"], "").code, Some(0));
    let file = program.folder.path().join("data/secret.key.previous");
    let good = fs::read_to_string(&file).expect("a key");
    fs::write(&file, format!("{good}m4rked\n")).expect("written");
    let said = program.command(&["user", "list"], "");
    assert!(said.code == Some(1) && said.err.contains("line 2") && !said.err.contains("m4rked"), "{}", said.err);
    fs::write(&file, good).expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let said = program.command(&["user", "list"], "");
    assert!(said.code == Some(1) && said.err.contains("chmod 600 data/secret.key.previous"), "{}", said.err);
}

#[test]
fn a_key_in_the_settings_is_left_there_and_what_to_write_is_told() {
    let settings = [("ROCKET_SECRET_KEY", KEY)];
    let program = Program::start(&settings);
    let said = program.command_with(&["key", "new"], &settings);
    assert!(said.code == Some(0) && said.out.contains("Nothing was changed"), "{}{}", said.out, said.err);
    for part in ["previous_secret_keys", "secret_key", "every server"] {
        assert!(said.out.contains(part), "{}", said.out);
    }
    let key = said.out.lines().nth(1).expect("a key");
    assert!(key.len() == 88 && !said.out.contains(KEY), "{}", said.out);
    assert!(!program.folder.path().join("data/secret.key").exists());
    let previous = format!("[\"{KEY}\"]");
    let rotated = [("ROCKET_SECRET_KEY", key), ("ROCKET_HALLPASS_PREVIOUS_SECRET_KEYS", previous.as_str())];
    let keys = listed(&program.command_with(&["key", "list", "--json"], &rotated));
    assert_eq!(keys[0]["from"], "secret_key");
    assert_eq!(keys[1]["from"], "previous_secret_keys, entry 1");
    // Sessions under a key that is not known here are told too.
    assert_eq!(
        program.command_with(&["user", "add", EMAIL, "--password-stdin"], &settings).code,
        Some(1),
        "no password"
    );
    let other = [("ROCKET_SECRET_KEY", OTHER_KEY)];
    let said = program.command_with(&["key", "list", "--json"], &other);
    assert_eq!(listed(&said).len(), 1);
}
