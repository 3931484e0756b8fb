//! Pictures of the pages, for people to look at: kept when `HALLPASS_SCREENSHOTS` names a folder.

use std::path::PathBuf;
use std::{env, fs};

use crate::browser::Browser;

#[track_caller]
pub(crate) fn keep(browser: &Browser, name: &str) {
    let Some(folder) = env::var_os("HALLPASS_SCREENSHOTS").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&folder).expect("making the folder for screenshots");
    let file = folder.join(format!("{name}.png"));
    fs::write(&file, from_base64(&browser.screenshot())).expect("writing a screenshot");
}

/// The driver's own output, so well-formed; padding ends it.
fn from_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for sextet in text.bytes().map_while(sextet) {
        bits = bits << 6 | sextet;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held).to_le_bytes()[0]);
        }
    }
    bytes
}

fn sextet(letter: u8) -> Option<u32> {
    let sextet = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(sextet.into())
}
