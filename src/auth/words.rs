//! What users are found by: the words of their name and e-mail, folded so that case, accents and width do not matter. They
//! stand in a table of their own, so that a search goes along an index however many users there are. Whatever writes a name or
//! an e-mail writes them too.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use super::Auth;
use crate::db::{self, AnyConnection};
use crate::error::Unavailable;
use crate::store::users::ListedUser;
use crate::store::{runs, user_words, users};

/// The name under which it stands that all users have their words.
const WRITTEN: &str = "words";
/// Users looked at in one transaction.
const STEP: i64 = 100;
/// Longest word kept, in bytes: an e-mail has no more.
const LONGEST: usize = 254;

impl Auth {
    /// Writes the words of users who were there before words were kept; once for a database.
    pub async fn write_words(&self) -> Result<(), Unavailable> {
        if self.db.read_aside(|c| runs::find(c, WRITTEN)).await?.is_some() {
            return Ok(());
        }
        let (mut after, mut written) = (Uuid::nil(), 0);
        loop {
            let users = self.db.read_aside(move |c| users::list(c, after, STEP)).await?;
            let Some(last) = users.last() else { break };
            after = last.id();
            written += i64::try_from(users.len()).unwrap_or(0);
            let ids: Vec<Uuid> = users.iter().map(ListedUser::id).collect();
            let write_each = move |c: &mut AnyConnection| {
                // Else who changes their name just now would get back the words of the one before.
                users::lock_each(c, &ids)?;
                ids.iter().try_for_each(|user| write(c, *user))
            };
            self.db.write(write_each).await?;
        }
        let now = self.now();
        self.db.write(move |c| runs::note(c, WRITTEN, now, written)).await
    }
}

/// Writes the words of a user as they are now; to be called in the transaction that changed name or e-mail.
pub(super) fn write(c: &mut AnyConnection, user: Uuid) -> db::Answer<()> {
    let Some(row) = users::get(c, user)? else { return Ok(()) };
    let words = of(&row.name, &row.email_canonical);
    let before: BTreeSet<String> = user_words::of(c, &[user])?.into_iter().map(|(_, word)| word).collect();
    let gone: Vec<&str> = before.difference(&words).map(String::as_str).collect();
    if !gone.is_empty() {
        user_words::delete(c, user, &gone)?;
    }
    let new: Vec<&str> = words.difference(&before).map(String::as_str).collect();
    user_words::insert(c, user, &new)
}

/// Writes the words of a user who has none yet.
pub(super) fn insert(c: &mut AnyConnection, user: Uuid, name: &str, email: &str) -> db::Answer<()> {
    let words = of(name, email);
    user_words::insert(c, user, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The words of a name and a canonical e-mail.
pub(super) fn of(name: &str, email: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut add = |word: &str| {
        if !word.is_empty() && can_be(word) {
            words.insert(word.to_owned());
        }
    };
    for whole in fold(name).split_whitespace() {
        add(whole.trim_matches(|c: char| !c.is_alphanumeric()));
        whole.split(|c: char| !c.is_alphanumeric()).for_each(&mut add);
    }
    let email = fold(email);
    add(&email);
    if let Some((local, host)) = email.split_once('@') {
        local.split(|c: char| !c.is_alphanumeric()).for_each(&mut add);
        add(host);
        // Of example.org, example: the last part says little.
        host.split('.').rev().skip(1).for_each(&mut add);
    }
    words
}

/// The words that are looked for, the longest first: it is the rarest. Each is to be the beginning of one of the user's.
/// One that nobody can have is left out.
pub(super) fn sought(typed: &str) -> Vec<String> {
    let folded = fold(typed);
    let words: BTreeSet<&str> = folded.split_whitespace().filter(|word| can_be(word)).collect();
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words
}

/// Whether somebody can have this word, or one that it begins: names and e-mails hold no control characters, and
/// PostgreSQL no U+0000.
pub(super) fn can_be(word: &str) -> bool {
    word.len() <= LONGEST && !word.contains(char::is_control)
}

/// Without case, accents and width.
fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).map(|c| if c == '’' { '\'' } else { c });
    plain.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_each_part_of_name_and_e_mail() {
        let words = of("Zoë  O’Neill-Łukasz", "ann.lee+x@mail.example.org");
        for word in
            ["zoe", "o'neill-łukasz", "neill", "łukasz", "ann.lee+x@mail.example.org", "lee", "mail.example.org"]
        {
            assert!(words.contains(word), "{word}: {words:?}");
        }
        assert!(words.contains("example") && !words.contains("org") && !words.contains(""), "{words:?}");
    }

    #[test]
    fn a_word_is_kept_once_and_never_one_that_is_too_long_or_cannot_be_kept() {
        let words: Vec<String> = of("Ann ann ANN, (Ann)", "ann@ann.test").into_iter().collect();
        assert_eq!(words, ["ann", "ann.test", "ann@ann.test"]);
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(of(&format!("{long} lee \0 b\0b"), "").into_iter().collect::<Vec<_>>(), ["b", "lee"]);
        assert!(of(&"x".repeat(LONGEST), "").contains(&"x".repeat(LONGEST)));
        assert!(of("", "").is_empty() && of(" - … ", "").is_empty());
    }

    #[test]
    fn the_longest_word_is_looked_for_first() {
        assert_eq!(sought("al example.org ann"), ["example.org", "ann", "al"]);
        // In characters: bytes would put scripts first that need more of them.
        assert_eq!(sought("日本 ann"), ["ann", "日本"]);
    }

    #[test]
    fn what_is_typed_is_folded_as_what_is_kept() {
        assert_eq!(sought("  ZOE\u{301} lee ZOE "), ["lee", "zoe"]);
        assert_eq!(sought("Ａnn"), ["ann"]);
        assert!(sought(" \t ").is_empty() && sought(&"x".repeat(300)).is_empty());
        assert_eq!(sought("a\0 \0 lee"), ["lee"]);
    }
}
