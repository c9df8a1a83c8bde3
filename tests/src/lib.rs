//! Journeys over the whole system: the command line, the window, other people's tools as judges, and the tests of the
//! invariants. Everything is under `tests/`; `src/bin/victim.rs` is a program made to be killed.
