//! Small drawings. They never stand alone: a word is beside each.

use leptos::prelude::*;

/// A drawing in a box of 16 × 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Check,
    Cross,
    Dash,
    Lock,
    Open,
    Plus,
    Back,
    Copy,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.2 3.2L13 5",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Dash => "M4 8h8",
            Self::Lock => "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
            Self::Open => "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1",
            Self::Plus => "M8 3.5v9M3.5 8h9",
            Self::Back => "M9.5 3.5L5 8l4.5 4.5",
            Self::Copy => "M6 5.5h7v8H6zM3.5 10.5v-8h7",
        }
    }
}

/// Draws it.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path() fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
    }
    .into_any()
}
