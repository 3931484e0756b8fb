//! What came back: status, headers, text, and what a test wants to know of them.

use rocket::local::asynchronous::LocalResponse;

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: LocalResponse<'_>) -> Self {
        let status = response.status().code;
        let headers = response.headers().iter().map(|h| (h.name().to_string(), h.value().to_owned())).collect();
        Self { status, headers, body: response.into_string().await.unwrap_or_default() }
    }

    /// The header's one value.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let all = self.all(name);
        assert!(all.len() <= 1, "{name} stands there {} times", all.len());
        all.first().copied()
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str()).collect()
    }

    /// The names of its headers, in order.
    pub(crate) fn header_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        names
    }

    /// Where it sends the browser.
    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The `Set-Cookie` line of this name.
    pub(crate) fn set_cookie(&self, name: &str) -> Option<&str> {
        self.all("set-cookie").into_iter().find(|line| line.split('=').next() == Some(name))
    }

    /// Whether the session's cookie is set or removed.
    pub(crate) fn touches_session(&self) -> bool {
        ["session", "__Host-session"].iter().any(|name| self.set_cookie(name).is_some())
    }

    /// The token in its first form.
    pub(crate) fn token(&self) -> Option<&str> {
        self.body.split_once("name=\"csrf_token\" value=\"")?.1.split('"').next()
    }

    /// The page with every token taken out: for comparing two.
    pub(crate) fn without_token(&self) -> String {
        self.token().map_or_else(|| self.body.clone(), |token| self.body.replace(token, ""))
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        let plain = self.body.replace("&#x2F;", "/");
        plain.contains(text) || self.body.contains(&escaped(text))
    }

    #[track_caller]
    pub(crate) fn assert_has(&self, text: &str) {
        assert!(self.has(text), "{} without “{text}”:\n{}", self.status, self.main());
    }

    /// That it is this status, page and all.
    #[track_caller]
    pub(crate) fn assert_status(&self, status: u16) {
        assert_eq!(self.status, status, "{}\n{}", self.location(), self.main());
    }

    #[track_caller]
    pub(crate) fn assert_leads_to(&self, path: &str) {
        assert_eq!((self.status, self.location()), (303, path), "{}", self.main());
    }

    /// What is between the head of the page and its foot.
    pub(crate) fn main(&self) -> &str {
        let main = self.body.split_once("<main").map_or(self.body.as_str(), |(_, main)| main);
        main.split("</main>").next().unwrap_or(main)
    }

    /// That the error of a field is told, and that the field points at it.
    #[track_caller]
    pub(crate) fn assert_fault_at(&self, field: &str) {
        self.assert_has(&format!("<p class=\"error\" id=\"{field}-error\">"));
        self.assert_has(&format!(
            "id=\"{field}\" name=\"{field}\" aria-invalid=\"true\" aria-describedby=\"{field}-error"
        ));
        self.assert_has(&format!("<a href=\"#{field}\">"));
    }
}

/// As templates write it.
pub(crate) fn escaped(text: &str) -> String {
    rocket_dyn_templates::tera::escape_html(text)
}
