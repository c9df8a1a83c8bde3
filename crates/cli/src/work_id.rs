//! Works by the beginning of their id.

use colophon_app::App;
use colophon_ipc::Code;
use colophon_model::WorkId;

use crate::failure::{Failure, Result};

/// The one work whose id begins with `text`.
pub(crate) async fn find(app: &App, text: &str) -> Result<WorkId> {
    let ids: Vec<_> = app.works().await?.into_iter().map(|w| w.id).collect();
    pick(text, &ids)
}

/// Each of several works.
pub(crate) async fn find_all(app: &App, texts: &[String]) -> Result<Vec<WorkId>> {
    let ids: Vec<_> = app.works().await?.into_iter().map(|w| w.id).collect();
    texts.iter().map(|text| pick(text, &ids)).collect()
}

fn pick(text: &str, ids: &[WorkId]) -> Result<WorkId> {
    let wanted = text.to_ascii_lowercase();
    let mut fits = ids.iter().filter(|id| id.to_string().starts_with(&wanted));
    match (wanted.is_empty(), fits.next(), fits.next()) {
        (false, Some(id), None) => Ok(*id),
        (false, Some(_), Some(_)) => Err(Failure::new(
            Code::Invalid,
            format!("more than one work begins with {wanted}; give more of its id"),
        )),
        _ => Err(Failure::new(Code::NotFound, format!("there is no work {wanted}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_that_only_one_work_has_is_enough() {
        let ids: Vec<WorkId> =
            ["01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-7000-bcce-b302099a8057"]
                .iter()
                .map(|t| t.parse().unwrap())
                .collect();
        let check = |text: &str, want: Option<usize>| {
            assert_eq!(pick(text, &ids).ok(), want.map(|n| ids[n]), "{text}");
        };
        check("01890a5d-ac96-77", Some(0));
        check("01890A5D-AC96-70", Some(1));
        check("01890a5d", None);
        check("ff", None);
        check("", None);
    }
}
