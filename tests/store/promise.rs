//! A promise: a function that fails when it is broken. Its name is the function's own.

use std::any::type_name;

use libtest_mimic::Trial;

use crate::fixture::{Backend, Fixture};

/// Something that holds on any backend.
pub struct Promise {
    name: &'static str,
    check: Box<dyn Fn(&Fixture) + Send>,
}

/// The promise that `check` checks.
pub fn promise<F: Fn(&Fixture) + Send + 'static>(check: F) -> Promise {
    Promise { name: name::<F>(), check: Box::new(check) }
}

impl Promise {
    /// The test of this promise on a fresh database of one backend.
    pub fn on(self, backend: Backend) -> Trial {
        Trial::test(format!("{}::{}", backend.name(), self.name), move || {
            (self.check)(&Fixture::on(backend));
            Ok(())
        })
    }
}

/// A test that makes what it needs itself.
pub fn trial<F: Fn() + Send + 'static>(check: F) -> Trial {
    Trial::test(name::<F>(), move || {
        check();
        Ok(())
    })
}

/// `store::sessions::it_holds` without the name of the program.
fn name<F>() -> &'static str {
    let full = type_name::<F>();
    full.split_once("::").map_or(full, |(_, name)| name)
}
