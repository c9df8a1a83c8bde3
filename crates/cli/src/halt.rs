//! Lets a test stop the process at a step boundary, to kill it there. Debug builds only.

#[cfg(debug_assertions)]
use colophon_app::Boundary;
use colophon_app::Options;

/// `COLOPHON_HALT_AT=NAME[:N]` stands still at the N-th crossing of a boundary; `list` names each one crossed.
/// `COLOPHON_TEST_CHEAP_KEYS=1` makes guesses at the passphrase cheap.
#[cfg(debug_assertions)]
pub(crate) fn for_tests(options: Options) -> Options {
    let mut options = options;
    if std::env::var_os("COLOPHON_TEST_CHEAP_KEYS").is_some_and(|v| v == "1") {
        options.cost = colophon_app::Cost::for_tests();
    }
    if let Ok(at) = std::env::var("COLOPHON_HALT_AT") {
        options.boundary = hook(at);
    }
    options
}

/// A shipped program has no hooks.
#[cfg(not(debug_assertions))]
pub(crate) fn for_tests(options: Options) -> Options {
    options
}

#[cfg(debug_assertions)]
fn hook(at: String) -> Boundary {
    use std::io::Write;
    use std::sync::atomic::{AtomicU64, Ordering};

    let (name, count) = match at.rsplit_once(':').and_then(|(n, c)| Some((n, c.parse().ok()?))) {
        Some((name, count)) => (name.to_owned(), count),
        None => (at, 1),
    };
    let crossed = AtomicU64::new(0);
    let say = |text: &str| {
        // The test that waits for this line fails by itself where it cannot be written.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    };
    Boundary::new(move |boundary| {
        if name == "list" {
            say(&format!("boundary {boundary}"));
        } else if name == boundary && crossed.fetch_add(1, Ordering::SeqCst) + 1 == count {
            say(&format!("halted {boundary}"));
            loop {
                std::thread::park();
            }
        }
    })
}
