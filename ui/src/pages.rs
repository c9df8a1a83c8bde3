//! One module for each page: it asks the shell and sets the features.

mod channels;
mod collect;
mod datasets;
mod inspect;
mod license;
mod register;
mod share;
mod work;
mod works;

use leptos::prelude::*;

use crate::route::Route;

/// The page of that address.
pub(crate) fn page(route: Route) -> AnyView {
    match route {
        Route::Works => works::works(),
        Route::Work(id) => work::work(id),
        Route::Register => register::register(),
        Route::License(work) => license::license(work),
        Route::Datasets => datasets::datasets(),
        Route::Share(work) => share::share(work),
        Route::Channels => channels::channels(),
        Route::Collect => collect::collect(),
        Route::Inspect => inspect::inspect(),
    }
}
