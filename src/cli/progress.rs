//! What is shown on standard error while a command takes its time: nothing where that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often what turns is drawn anew.
const DRAWN_EVERY: Duration = Duration::from_millis(120);

/// Something that turns, with a word for what is done; the position counts.
pub(super) fn counting(doing: &'static str) -> ProgressBar {
    styled(ProgressBar::new_spinner(), "{spinner} {msg} {human_pos}", doing)
}

/// A bar of so many bytes.
pub(super) fn bytes(doing: &'static str, whole: u64) -> ProgressBar {
    styled(ProgressBar::new(whole), "{msg} [{bar:40}] {bytes} of about {total_bytes}", doing)
}

/// A bar with the time that is left, for whatever `whole` counts.
pub(super) fn left(doing: &'static str, whole: u64) -> ProgressBar {
    styled(ProgressBar::new(whole), "{msg:<8} {bar:40} {percent:>3} %  {eta} left", doing)
}

fn styled(bar: ProgressBar, template: &str, doing: &'static str) -> ProgressBar {
    // A template that cannot be read leaves indicatif's own.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = bar.with_style(style).with_message(doing);
    bar.enable_steady_tick(DRAWN_EVERY);
    bar
}
