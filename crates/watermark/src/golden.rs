//! Frozen values of format 0. If one of these changes, marks in the world can no longer be read.
