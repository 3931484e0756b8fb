//! What a new password must be (NIST 800-63B-4 §3.1.1.2, ASVS 6.2): long enough, not guessable, not made of what
//! anybody knows of its owner; no rules of composition. What is refused is told why. Slow for long ones: runs in the
//! lane.

use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use super::password::Password;

/// Most characters of a password.
pub const LONGEST: usize = 256;
/// zxcvbn's time grows with the square of the length: what follows this many characters only makes it better.
const LOOKED_AT: usize = 100;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Nothing was typed.
    Missing,
    /// Fewer characters than the setting asks for.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// It is on lists of common passwords.
    Common,
    /// It is made of the person's name or e-mail, or the service's name.
    Personal,
    /// It would be guessed soon; with what makes it so, as the name of a text.
    Guessable(&'static str),
}

/// Checks a new password; `known` is what anybody knows of its owner.
pub fn check(password: &Password, min_length: usize, known: &[&str]) -> Result<(), Weakness> {
    let text = password.as_str();
    let length = text.chars().count();
    if length == 0 {
        return Err(Weakness::Missing);
    }
    if length < min_length {
        return Err(Weakness::Short);
    }
    if length > LONGEST {
        return Err(Weakness::Long);
    }
    let words = words(known);
    if made_of(text, &words) {
        return Err(Weakness::Personal);
    }
    let looked_at: String = text.chars().take(LOOKED_AT).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let estimate = zxcvbn(&looked_at, &words);
    if estimate.score() >= Score::Three {
        return Ok(());
    }
    Err(match estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning) {
        Some(Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword) => {
            Weakness::Common
        }
        warning => Weakness::Guessable(warning.map_or("warning-guessable", text_of)),
    })
}

/// The words of three letters and more in what is known.
fn words(known: &[&str]) -> Vec<String> {
    known
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_lowercase)
        .collect()
}

/// Whether hardly anything is left of it without these words.
fn made_of(text: &str, words: &[String]) -> bool {
    let lower = text.to_lowercase();
    let rest = words.iter().fold(lower.clone(), |rest, word| rest.replace(word, " "));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    rest != lower && letters(&rest) < 5
}

fn text_of(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => "warning-straight-row",
        Warning::ShortKeyboardPatternsAreEasyToGuess => "warning-short-keyboard-pattern",
        Warning::RepeatsLikeAaaAreEasyToGuess => "warning-repeat-char",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "warning-repeat-pattern",
        Warning::ThisIsATop10Password => "warning-top-10",
        Warning::ThisIsATop100Password => "warning-top-100",
        Warning::ThisIsACommonPassword => "warning-common",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "warning-similar-common",
        Warning::SequencesLikeAbcAreEasyToGuess => "warning-sequence",
        Warning::RecentYearsAreEasyToGuess => "warning-recent-year",
        Warning::AWordByItselfIsEasyToGuess => "warning-word",
        Warning::DatesAreOftenEasyToGuess => "warning-date",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => "warning-names",
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "warning-common-names",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Result<(), Weakness> {
        check(&Password::new(text), 15, &["Ann Richmond", "ann.richmond@example.org", "Hallpass"])
    }

    #[test]
    fn a_few_words_in_a_row_are_taken() {
        assert_eq!(refused("violet kettle under seven rooftops"), Ok(()));
        assert_eq!(refused("ポケット の 中 の みかん と 犬 の 散歩"), Ok(()));
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(refused("éééééééééééééé"), Err(Weakness::Short));
        assert_eq!(refused(&"violet kettle ".repeat(30)), Err(Weakness::Long));
        assert_eq!(refused(""), Err(Weakness::Missing));
    }

    #[test]
    fn what_is_guessable_is_refused_with_the_reason() {
        assert_eq!(refused("aaaaaaaaaaaaaaaaaaaa"), Err(Weakness::Guessable("warning-repeat-char")));
        assert!(matches!(refused("passwordpassword"), Err(Weakness::Guessable(_) | Weakness::Common)));
        assert!(matches!(refused("abcdefghijklmnopqrst"), Err(Weakness::Guessable(_))));
    }

    #[test]
    fn what_is_made_of_its_owner_or_the_service_is_refused() {
        assert_eq!(refused("Ann-Richmond-2026!"), Err(Weakness::Personal));
        assert_eq!(refused("hallpass.hallpass.1"), Err(Weakness::Personal));
        assert_eq!(refused("richmond kettle rooftops seven"), Ok(()));
    }
}
