//! Browser and system in words, from the `User-Agent`. Browsers have frozen what they say there to family and system
//! (User-Agent reduction), so a short list tells all there is to tell. It is shown to people, and the family is compared
//! when a session may have moved (drift.rs); nothing else is decided by it. May import texts.

use std::borrow::Cow;

use crate::texts::Language;

/// What kind of device, for an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A desktop or laptop.
    Desktop,
    /// A phone or tablet.
    Phone,
    /// A program, or unknown.
    Other,
}

impl Device {
    /// Its name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Phone => "phone",
            Self::Other => "other",
        }
    }
}

/// Products, as they call themselves, and their names. The first of them that is there counts: a browser that also
/// calls itself by another's name comes before that.
const BROWSERS: [(&str, &str); 21] = [
    ("EdgA", "Edge"),
    ("EdgiOS", "Edge"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex Browser"),
    ("DuckDuckGo", "DuckDuckGo"),
    ("Ddg", "DuckDuckGo"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("Wget", "Wget"),
    ("python-requests", "Python"),
    ("Go-http-client", "Go"),
    ("okhttp", "OkHttp"),
];

const SYSTEMS: [(&str, &str, Device); 9] = [
    ("iPhone", "iPhone", Device::Phone),
    ("iPad", "iPad", Device::Phone),
    ("Android", "Android", Device::Phone),
    ("CrOS", "ChromeOS", Device::Desktop),
    ("Windows", "Windows", Device::Desktop),
    ("Mac OS X", "macOS", Device::Desktop),
    ("Linux", "Linux", Device::Desktop),
    ("FreeBSD", "FreeBSD", Device::Desktop),
    ("OpenBSD", "OpenBSD", Device::Desktop),
];

/// Family of the browser, system and kind of device, where they can be told.
#[must_use]
pub fn read(user_agent: &str) -> (Option<&'static str>, Option<&'static str>, Device) {
    let products = user_agent.split(' ').filter_map(|word| Some(word.split_once('/')?.0));
    let browser = products.filter_map(|product| BROWSERS.iter().position(|(name, _)| *name == product)).min();
    // Products with comments between them (RFC 9110 §10.1.5); the system stands in the first comment.
    let comment = user_agent.split_once('(').map_or("", |(_, rest)| rest.split(')').next().unwrap_or(rest));
    let system = SYSTEMS.iter().find(|(mark, ..)| comment.contains(mark));
    (
        browser.map(|at| BROWSERS[at].1),
        system.map(|(_, name, _)| *name),
        system.map_or(Device::Other, |(.., device)| *device),
    )
}

/// Browser and system in words.
#[must_use]
pub fn words<'a>(language: &'a Language, user_agent: Option<&str>) -> Cow<'a, str> {
    let (browser, system, _) = read(user_agent.unwrap_or_default());
    if browser.is_none() && system.is_none() {
        return language.get("browser-unknown", &[]);
    }
    let or = |known: Option<&'static str>, key| known.map_or_else(|| language.get(key, &[]), Cow::Borrowed);
    let (browser, system) = (or(browser, "browser-unknown"), or(system, "system-unknown"));
    language.get("browser-on", &[("browser", browser.into()), ("system", system.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_browsers_are_told_apart() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox",
                "Linux",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge",
                "Windows",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
                "Safari",
                "macOS",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
                Device::Phone,
            ),
        ];
        for (agent, browser, system, device) in cases {
            assert_eq!(read(agent), (Some(browser), Some(system), device), "{agent}");
        }
        assert_eq!(read("something else"), (None, None, Device::Other));
    }
}
