//! Static files under names that hold a hash of what is in them, so that they can be kept for ever.

use std::sync::Arc;

use rocket::http::{ContentType, Header};
use rocket::response::{Responder, Response};
use rocket::{Request, State, get};

use super::content::Content;

const FOR_EVER: Header<'static> = Header {
    name: rocket::http::uncased::Uncased::from_borrowed("Cache-Control"),
    value: std::borrow::Cow::Borrowed("public, max-age=31536000, immutable"),
};

/// A file to be sent.
pub struct File {
    kind: ContentType,
    body: Arc<[u8]>,
}

/// `GET /static/<name>`.
#[get("/static/<name>")]
pub fn asset(name: &str, content: &State<Content>) -> Option<File> {
    let ready = content.ready();
    let asset = ready.assets.find(name)?;
    Some(File { kind: asset.kind.clone(), body: asset.body.clone() })
}

impl<'r> Responder<'r, 'static> for File {
    fn respond_to(self, _: &'r Request<'_>) -> rocket::response::Result<'static> {
        let length = self.body.len();
        Response::build().header(self.kind).header(FOR_EVER).sized_body(length, std::io::Cursor::new(self.body)).ok()
    }
}
