use std::path::absolute;

use colophon_app::FoundMark;

use crate::args::{Global, Watermark};
use crate::console::Console;
use crate::failure::{Answer, Failure, Result};
use crate::home;

pub(super) async fn run(what: &Watermark, global: &Global, console: &Console) -> Result<Answer> {
    let app = home::open_to_read(global, console).await?;
    home::unlock(&app, global, console).await?;
    match what {
        Watermark::Embed { input, output, payload } => {
            let to = absolute(output).map_err(|e| Failure::io(output, &e))?;
            let marked = app.mark_file(input, &to, *payload).await?;
            console.answer(&marked, || {
                let psnr = format!("{:.1}", marked.psnr);
                let ssim = format!("{:.4}", marked.ssim);
                let key = if marked.poor { "mark.poor" } else { "mark.done" };
                let path = to.display();
                console.say(key, &[("path", &path), ("psnr", &psnr), ("ssim", &ssim)])
            })?;
            Ok(Answer::Yes)
        }
        Watermark::Detect { file, hint } => {
            let found = app.find_mark(file, hint).await?;
            console.answer(&found, || text(console, &found))?;
            Ok(Answer::of(found.found))
        }
    }
}

fn text(console: &Console, found: &FoundMark) -> String {
    let power = found.log10_p.map_or_else(String::new, |p| format!("{p:.0}"));
    match found.payload {
        Some(payload) => console.say("mark.read", &[("payload", &payload), ("power", &power)]),
        None if found.found => console.word("inspect.mark_unread"),
        None => console.word("mark.absent"),
    }
}
