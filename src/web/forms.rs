//! Forms, read strictly: UTF-8, each field once, none that is not asked for; what is wrong is told field by field.
//! Rocket's own form guards would decode lossily, take the first of two, and log what was submitted, passwords included,
//! when they refuse: no form uses them.

use std::borrow::Cow;
use std::fmt::Write as _;

use rocket::Request;
use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::form::error::ErrorKind;
use rocket::form::{Contextual, Form, FromForm, Strict, ValueField};
use rocket::http::{RawStr, Status};

use super::refusal::Refusal;
use super::{App, kept, lock};

/// Largest form taken, in KiB.
pub const LARGEST: u32 = 32;
/// Most fields of a form: each wrong one is told on the page.
const MOST_FIELDS: usize = 64;

/// A form that was read, of at most 32 KiB, or, where it holds a kept one, `KIB` KiB: its value when every field is right, else what is wrong with which.
pub struct Checked<'r, T, const KIB: u32 = LARGEST> {
    /// The form, when nothing is wrong with it.
    pub value: Option<T>,
    wrong: Vec<(String, Fault)>,
    pairs: &'r [Pair],
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is there twice.
    Doubled,
    /// It does not belong to the form.
    Unexpected,
    /// It cannot be read.
    Invalid,
}

/// A form with no fields but the token.
pub struct NoFields;

/// The same, for the guards of [`kept`]: Rocket derives no form without a field, so it has one that nobody needs.
#[derive(FromForm)]
pub struct Nothing {
    #[allow(dead_code, reason = "see above")]
    nothing: Option<bool>,
}

/// A field; its value, where that is UTF-8.
pub(super) type Pair = (String, Option<String>);

impl<T, const KIB: u32> Checked<'_, T, KIB> {
    /// What was typed into a field, right or wrong: to be shown again, so never to be asked for a password's.
    #[must_use]
    pub fn typed(&self, field: &str) -> &str {
        self.pairs.iter().find(|(name, _)| name == field).and_then(|(_, value)| value.as_deref()).unwrap_or_default()
    }

    /// What is wrong, each field once, in the order of the form.
    #[must_use]
    pub fn wrong(&self) -> &[(String, Fault)] {
        &self.wrong
    }
}

/// The error is a word of ours: Rocket logs it.
#[rocket::async_trait]
impl<'r, T: FromForm<'r>, const KIB: u32> FromData<'r> for Checked<'r, T, KIB> {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match fields(request, data, KIB).await {
            Ok(pairs) => Outcome::Success(read(request.local_cache(|| pairs))),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for NoFields {
    type Error = &'static str;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match fields(request, data, LARGEST).await {
            Ok(pairs) if pairs.len() == 1 => Outcome::Success(Self),
            Ok(_) => Outcome::Error((Status::UnprocessableEntity, "fields that do not belong to the form")),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

type Refused = (Status, &'static str);

async fn fields(request: &Request<'_>, data: Data<'_>, kib: u32) -> Result<Vec<Pair>, Refused> {
    let body = body(data, kib).await?;
    let kept = || field(&body, kept::FIELD).is_some_and(|kept| kept::is_kept(App::of(request), &kept));
    if body.len() > LARGEST as usize * 1024 && !kept() {
        return Err((Status::PayloadTooLarge, "over 32 KiB"));
    }
    pairs(request, &body)
}

/// The body as it was sent, of at most `kib` KiB.
pub(super) async fn body(data: Data<'_>, kib: u32) -> Result<String, Refused> {
    let Ok(body) = data.open(kib.kibibytes()).into_bytes().await else {
        return Err((Status::BadRequest, "the body broke off"));
    };
    if !body.is_complete() {
        return Err((Status::PayloadTooLarge, "too large"));
    }
    Ok(String::from_utf8(body.into_inner()).unwrap_or_else(|odd| encoded(odd.as_bytes())))
}

/// Bytes that are no UTF-8, encoded as a browser would have: the field that holds them is then told to be wrong.
fn encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "%{byte:02x}");
        }
    }
    text
}

/// The first field of a name in a body, decoded.
pub(super) fn field(body: &str, name: &str) -> Option<String> {
    body.split('&').map(pair).find(|(found, _)| found == name)?.1
}

/// The fields, of which one is the token, which the lock has proven.
pub(super) fn pairs(request: &Request<'_>, body: &str) -> Result<Vec<Pair>, Refused> {
    let fields = || body.split('&').filter(|field| !field.is_empty());
    if fields().count() > MOST_FIELDS {
        return Err((Status::UnprocessableEntity, "too many fields"));
    }
    let pairs: Vec<Pair> = fields().map(pair).collect();
    if pairs.iter().filter(|(name, _)| name == lock::FIELD).count() != 1 {
        return Err((Refusal::WrongToken.keep(request).0, "two tokens, or none"));
    }
    Ok(pairs)
}

/// Reads the fields strictly into a form.
pub(super) fn read<'r, T: FromForm<'r>, const KIB: u32>(pairs: &'r [Pair]) -> Checked<'r, T, KIB> {
    let mut wrong: Vec<(String, Fault)> = Vec::new();
    let mut note = |name: &str, fault| {
        if !wrong.iter().any(|(noted, _)| noted == name) {
            wrong.push((name.to_owned(), fault));
        }
    };
    // To Rocket a name is a path: `email[]` and `email.x` would be taken for `email`.
    for (at, (name, value)) in pairs.iter().enumerate() {
        if name.contains(['.', '[']) || name == "_method" {
            note(name, Fault::Unexpected);
        } else if pairs[..at].iter().any(|(before, _)| before == name) {
            // Rocket takes two of an optional field for none.
            note(name, Fault::Doubled);
        } else if value.is_none() {
            note(name, Fault::Invalid);
        }
    }
    let fields = pairs
        .iter()
        .filter(|(name, _)| name != lock::FIELD && !name.contains(['.', '[']))
        .filter_map(|(name, value)| Some(ValueField::from((name.as_str(), value.as_deref()?))));
    let Ok(parsed) = Form::<Contextual<'r, Strict<T>>>::parse_iter(fields) else {
        return Checked { value: None, wrong: vec![(String::new(), Fault::Invalid)], pairs };
    };
    for error in parsed.context.errors() {
        let name = error.name.as_ref().map(ToString::to_string).unwrap_or_default();
        note(
            &name,
            match error.kind {
                ErrorKind::Missing => Fault::Missing,
                ErrorKind::Duplicate => Fault::Doubled,
                ErrorKind::Unexpected => Fault::Unexpected,
                _ => Fault::Invalid,
            },
        );
    }
    let value = parsed.value.map(Strict::into_inner).filter(|_| wrong.is_empty());
    Checked { value, wrong, pairs }
}

/// A field; its value `None` when it is not UTF-8. A name that is none belongs to no form.
fn pair(field: &str) -> Pair {
    let (name, value) = field.split_once('=').unwrap_or((field, ""));
    let value = RawStr::new(value).url_decode().ok().map(Cow::into_owned);
    (RawStr::new(name).url_decode_lossy().into_owned(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(FromForm)]
    struct Example<'r> {
        email: &'r str,
        remember: Option<bool>,
    }

    fn faults(body: &str) -> Vec<(String, Fault)> {
        let pairs: Vec<Pair> = body.split('&').map(pair).collect();
        let checked: Checked<'_, Example<'_>> = read(&pairs);
        assert_eq!(checked.value.is_some(), checked.wrong.is_empty());
        if let Some(form) = checked.value {
            assert_eq!((form.email, form.remember), ("a@b", None));
        }
        checked.wrong
    }

    #[test]
    fn each_field_is_there_once_and_no_other() {
        let one = |name: &str, fault| vec![(name.to_owned(), fault)];
        assert_eq!(faults("csrf_token=x&email=a@b"), []);
        assert_eq!(faults("csrf_token=x"), one("email", Fault::Missing));
        assert_eq!(faults("email=a@b&email=c@d"), one("email", Fault::Doubled));
        assert_eq!(faults("email=a@b&role=admin"), one("role", Fault::Unexpected));
        assert_eq!(faults("email=a@b&email[]=c@d"), one("email[]", Fault::Unexpected));
        assert_eq!(faults("email=a@b&email.x=c@d"), one("email.x", Fault::Unexpected));
        assert_eq!(faults("email=a@b&_method=put"), one("_method", Fault::Unexpected));
        assert_eq!(faults("email=%ff%fe"), one("email", Fault::Invalid));
    }
}
