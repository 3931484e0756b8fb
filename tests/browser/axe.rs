//! axe-core, which finds what would keep a person with a disability out.

use std::{env, fs};

use serde_json::Value;

use crate::browser::Browser;

/// WCAG 2.2 AA in axe's words, and the practices beyond it.
const RUN: &str = r#"
    await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: tags, rules: { "target-size": { enabled: true } } });
    return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(node => `${id}: ${help}: ${node.target.join(" ")}\n    ${node.failureSummary}`));
"#;

pub(crate) struct Axe {
    source: String,
}

impl Axe {
    pub(crate) fn load() -> Self {
        let Some(path) = env::var_os("HALLPASS_AXE") else {
            panic!(
                "HALLPASS_AXE must name the file axe.min.js of axe-core (npm pack axe-core has \
                 it): tests/run fetches it and sets this"
            );
        };
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("reading {}: {error}", path.display()));
        Self { source }
    }

    /// What is wrong with the page now shown: the rule, its sense, the element.
    #[track_caller]
    pub(crate) fn violations(&self, browser: &Browser) -> Vec<String> {
        if browser.run("return typeof axe", &[]) == "undefined" {
            browser.run(&self.source, &[]);
        }
        let found = browser.run(&format!("return (async () => {{ {RUN} }})()"), &[]);
        let found = found.as_array().expect("a list of violations");
        found.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
