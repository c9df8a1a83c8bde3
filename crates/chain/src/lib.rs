//! Colophon.
