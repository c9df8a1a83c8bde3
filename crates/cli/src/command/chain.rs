use crate::args::{Chain, Global};
use crate::confirm::practice;
use crate::console::Console;
use crate::failure::{Answer, Result};
use crate::home;

pub(super) async fn run(what: &Chain, global: &Global, console: &Console) -> Result<Answer> {
    let Chain::Status = what;
    let app = home::open_to_read(global, console).await?;
    let status = app.status().await?;
    for notice in &status.notices {
        console.message(notice);
    }
    let chain = &status.chain;
    console.answer(chain, || {
        let name = format!("{} ({}){}", chain.name, chain.caip2, practice(chain.practice));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("name", &name), ("head", &chain.head), ("finalized", &chain.finalized)];
        console.say("chain.status", &values)
    })?;
    Ok(Answer::Yes)
}
