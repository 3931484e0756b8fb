//! What the machine's cores hash in a loop: the ceiling for sign-ins. And one hash, for the accounts to sign in to.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde_json::{Value, json};

use crate::Failure;

/// The cost OWASP advises, and Hallpass's default: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).expect("a cost that is allowed"))
}

/// Hashes a second on `threads` threads, each on memory of its own that is made once.
pub fn run(threads: usize, length: Duration) -> Value {
    let (hashes, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let argon2 = argon2();
                let mut memory = vec![Block::default(); argon2.params().block_count()];
                let mut out = [0; 32];
                while !over.load(Ordering::Relaxed) {
                    argon2
                        .hash_password_into_with_memory(
                            b"four words in a row",
                            b"a salt of 16 b..",
                            &mut out,
                            &mut memory,
                        )
                        .expect("lengths that are allowed");
                    hashes.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(length);
        over.store(true, Ordering::Relaxed);
    });
    json!({ "per_second": hashes.into_inner() as f64 / began.elapsed().as_secs_f64() })
}

/// One hash in PHC form.
pub fn phc(password: &str) -> Result<String, Failure> {
    argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|why| why.to_string().into())
}
