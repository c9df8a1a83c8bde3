//! Marks written by earlier versions must be readable for ever.
