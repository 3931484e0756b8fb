//! `Retry-After`, beside a page that says the same in words.

use rocket::Request;
use rocket::response::Responder;

use super::page::Page;
use crate::clock::Seconds;

/// A page, and after how many seconds to try again, where that is worth saying.
pub struct Retry {
    /// The page.
    pub page: Page,
    /// Seconds.
    pub after: Option<Seconds>,
}

impl<'r> Responder<'r, 'static> for Retry {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = self.page.respond_to(request)?;
        if let Some(seconds) = self.after {
            response.set_raw_header("Retry-After", seconds.to_string());
        }
        Ok(response)
    }
}
