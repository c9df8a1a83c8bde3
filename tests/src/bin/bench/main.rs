//! Sizes and times, written as a page: `colophon-bench OUT.md`. Run it through `cargo xtask bench`, which builds
//! everything as it ships.

mod paint;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use colophon_app::ipc::{CreateAccount, FileToRegister, KeepPrivate, Origin, RegisterWorks};
use colophon_app::{App, Boundary, Options, demo};
use colophon_model::PolicyPreset;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Boundaries of the steps with the moment at which each was crossed.
type Crossed = Arc<Mutex<Vec<(String, Instant)>>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let out: PathBuf = std::env::args().nth(1).ok_or("colophon-bench OUT.md")?.into();
    let mut page = String::from(
        "# Sizes and times\n\nMade by `cargo xtask bench` (release build). Times are of one run on the computer named \
         below; compare them with each other, not with other computers.\n\n",
    );
    writeln!(
        page,
        "Computer: {} cores, {}.\n",
        std::thread::available_parallelism()?,
        processor()
    )?;
    sizes(&mut page)?;
    paint::measure(&mut page)?;
    register(&mut page).await?;
    whole_run(&mut page).await?;
    std::fs::File::create(out)?.write_all(page.as_bytes())?;
    Ok(())
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with("model name"));
    line.and_then(|l| l.split_once(": "))
        .map_or_else(|| "unknown processor".to_owned(), |(_, name)| name.to_owned())
}

fn sizes(page: &mut String) -> Outcome<()> {
    let Some(dist) = std::env::var_os("COLOPHON_UI_DIST").map(PathBuf::from) else { return Ok(()) };
    page.push_str("## What is shipped to the window\n\n| file | bytes |\n|---|---:|\n");
    for name in ["colophon_ui_bg.wasm", "colophon_ui.js", "style.css", "index.html"] {
        if let Ok(found) = std::fs::metadata(dist.join(name)) {
            writeln!(page, "| {name} | {} |", found.len())?;
        }
    }
    page.push('\n');
    Ok(())
}

/// A picture of 12 megapixels with texture, as JPEG of quality 92.
fn photograph(folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join("photograph.jpg");
    let mut state = 7u32;
    let picture = image::RgbImage::from_fn(4000, 3000, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 27) as u8;
        let wave = ((x / 37 + y / 29) % 64) as u8;
        image::Rgb([80 + noise + wave, 70 + noise + wave * 2, 60 + noise])
    });
    let file = std::fs::File::create(&path)?;
    image::codecs::jpeg::JpegEncoder::new_with_quality(file, 92).encode_image(&picture)?;
    Ok(path)
}

async fn register(page: &mut String) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = photograph(folder.path())?;
    let crossed: Crossed = Arc::default();
    let hook = Arc::clone(&crossed);
    let boundary = Boundary::new(move |name| {
        if let Ok(mut crossed) = hook.lock() {
            crossed.push((name.to_owned(), Instant::now()));
        }
    });
    let options = Options { boundary, ..Options::system(folder.path().join("home")) };
    let app = App::open(options).await?;
    let call =
        CreateAccount { creator: "Ada".to_owned(), passphrase: "a lighthouse in fog".to_owned() };
    app.create_account(call).await?;
    crossed.lock().map_err(|_| "a hook failed")?.clear();
    let call = RegisterWorks {
        files: vec![FileToRegister {
            path: path.display().to_string(),
            title: "Photograph".to_owned(),
        }],
        creator: None,
        policy: PolicyPreset::NoAi,
        origin: Origin::Captured,
        watermark: true,
        keep: KeepPrivate::default(),
    };
    let begun = Instant::now();
    let job = app.register_now(&call).await?;
    let whole = begun.elapsed();
    if let Some(error) = job.files.into_iter().find_map(|f| f.error) {
        return Err(error.into());
    }
    writeln!(
        page,
        "## Registering a JPEG of 12 megapixels ({} bytes)\n",
        std::fs::metadata(&path)?.len()
    )?;
    page.push_str("| step | ms |\n|---|---:|\n");
    let crossed = crossed.lock().map_err(|_| "a hook failed")?.clone();
    for pair in crossed.windows(2) {
        if let [(name, from), (_, to)] = pair {
            writeln!(page, "| {name} | {} |", to.duration_since(*from).as_millis())?;
        }
    }
    writeln!(page, "| all | {} |\n", whole.as_millis())?;
    writeln!(page, "Most memory that the process held: {}.\n", peak())?;
    Ok(())
}

/// The most memory that this process ever held, as Linux tells it.
fn peak() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not told by this system".to_owned(), |kb| kb.trim().to_owned())
}

async fn whole_run(page: &mut String) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let begun = Instant::now();
    let app = App::open(Options::system(folder.path())).await?;
    let opened = begun.elapsed();
    let report = demo::run(&app, &|_| {}).await?;
    page.push_str("## The main job (`colophon demo`)\n\n| what | |\n|---|---:|\n");
    writeln!(page, "| open a new home | {} ms |", opened.as_millis())?;
    writeln!(page, "| everything | {} ms |", begun.elapsed().as_millis())?;
    let held = report.checks.iter().filter(|c| c.ok).count();
    writeln!(page, "| comparisons that held | {held} of {} |", report.checks.len())?;
    Ok(())
}
