//! Return-to: the same-site path somebody wanted before they had to sign in.

use rocket::http::uri::Origin;

/// Most bytes of a path worth returning to.
const LONGEST: usize = 1024;

/// `next`, if it is a path of this site: one leading slash, nothing that a browser would read as another host, and a
/// page that can be returned to. Anything else is none; nobody is ever sent elsewhere (ASVS 3.7.2).
#[must_use]
pub fn safe(next: Option<&str>) -> Option<&str> {
    let next = next?;
    let plain = next.len() <= LONGEST
        && next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(|c| c.is_control() || c.is_whitespace());
    let path = Origin::parse(next).ok().filter(|_| plain)?.path().as_str().to_owned();
    // These alone: an app built on this may have pages below them.
    let alone = ["/forgot", "/register", "/reset", "/join", "/email", "/undo", "/not-me"].contains(&path.as_str());
    let below = ["/login", "/logout", "/setup", "/confirm", "/link", "/sign-in", "/auth"]
        .iter()
        .any(|page| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    (!alone && !below && !path.starts_with("//")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_site_is_returned_to() {
        for next in ["/", "/dashboard", "/a/b?c=d&e=%2F%2Fevil", "/loginfo", "/email/inbox"] {
            assert_eq!(safe(Some(next)), Some(next));
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere_or_round_in_circles() {
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "evil",
            "",
            "/\t/evil",
            "/%0d%0a\r\n",
            "\\\\evil",
            "/ /evil",
            "/login?next=/x",
            "/logout",
            "/link/reset/x",
            "/forgot?said=sent",
            "/not-me",
            "/é",
        ] {
            assert_eq!(safe(Some(next)), None, "{next:?}");
        }
        assert_eq!(safe(Some(&format!("/{}", "a".repeat(LONGEST)))), None);
    }
}
