//! Where the window is: an address after the `#`, so that a reload and a plain file server both keep it.

use std::{fmt, str::FromStr};

use colophon_model::WorkId;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Works,
    Work(WorkId),
    Register,
    License(Option<WorkId>),
    Datasets,
    Share(Option<WorkId>),
    Collect,
    Channels,
    Inspect,
}

impl Route {
    /// The page for what stands after the address; the works where that is unknown.
    pub(crate) fn of(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        let (page, rest) = path.split_once('/').unwrap_or((path, ""));
        let work = WorkId::from_str(rest).ok();
        match (page, work) {
            ("works", Some(work)) => Self::Work(work),
            ("register", _) => Self::Register,
            ("datasets", _) => Self::Datasets,
            ("license", work) => Self::License(work),
            ("share", work) => Self::Share(work),
            ("collect", _) => Self::Collect,
            ("channels", _) => Self::Channels,
            ("inspect", _) => Self::Inspect,
            _ => Self::Works,
        }
    }

    /// The entry of the rail that this page belongs to.
    pub(crate) const fn section(self) -> Self {
        match self {
            Self::Work(_) => Self::Works,
            Self::License(_) | Self::Datasets => Self::License(None),
            Self::Share(_) => Self::Share(None),
            Self::Channels => Self::Collect,
            other => other,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works => f.write_str("#/works"),
            Self::Work(id) => write!(f, "#/works/{id}"),
            Self::Register => f.write_str("#/register"),
            Self::License(None) => f.write_str("#/license"),
            Self::License(Some(id)) => write!(f, "#/license/{id}"),
            Self::Datasets => f.write_str("#/datasets"),
            Self::Share(None) => f.write_str("#/share"),
            Self::Share(Some(id)) => write!(f, "#/share/{id}"),
            Self::Collect => f.write_str("#/collect"),
            Self::Channels => f.write_str("#/channels"),
            Self::Inspect => f.write_str("#/inspect"),
        }
    }
}

/// Shows that page.
pub(crate) fn go(route: Route) {
    // The hash of a page's own address can always be set.
    let _ = leptos::prelude::window().location().set_hash(&route.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_comes_back_from_its_address() {
        let id: WorkId = "019a5f00-0000-7000-8000-000000000001".parse().expect("an id");
        for route in [
            Route::Works,
            Route::Work(id),
            Route::Register,
            Route::License(None),
            Route::License(Some(id)),
            Route::Datasets,
            Route::Share(None),
            Route::Share(Some(id)),
            Route::Collect,
            Route::Channels,
            Route::Inspect,
        ] {
            assert_eq!(Route::of(&route.to_string()), route, "{route}");
        }
    }

    #[test]
    fn an_unknown_address_shows_the_works() {
        for hash in ["", "#", "#/", "#/nowhere", "#/works/not-an-id", "#//"] {
            assert_eq!(Route::of(hash), Route::Works, "{hash:?}");
        }
    }
}
