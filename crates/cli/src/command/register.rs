use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf, absolute};

use colophon_ipc::{
    ApiError, Code, FileToRegister, JobState, JobView, KeepPrivate, RegisterWorks, RegisteredWork,
};
use serde::Serialize;

use crate::args::{Global, KeepName, Register};
use crate::console::{Console, one_line};
use crate::failure::{Answer, Failure, Result};
use crate::home;

#[derive(Debug, Default, Serialize)]
struct Registered {
    works: Vec<RegisteredWork>,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    source: String,
    error: ApiError,
}

pub(super) async fn run(order: &Register, global: &Global, console: &Console) -> Result<Answer> {
    let call = call(order)?;
    if let Some(folder) = &order.out {
        std::fs::create_dir_all(folder).map_err(|e| Failure::io(folder, &e))?;
    }
    let app = home::open_unlocked(global, console).await?;
    let resumed = app.resume_jobs().await?.len();
    if resumed > 0 {
        console.message(console.say("register.resumed", &[("count", &resumed)]));
    }
    console.chat(console.say("register.begin", &[("count", &call.files.len())]));
    let mut told = 0;
    let view = app.register_telling(&call, |view| tell(console, view, &mut told)).await?;
    let mut found = sort(view);
    if let Some(folder) = &order.out {
        hand_out(&mut found, folder);
    }
    for failed in &found.failed {
        let why = one_line(&failed.error.detail);
        // Most reasons name the file themselves.
        let named = why.contains(&one_line(&failed.source));
        let text = if named { why } else { format!("{}: {why}", failed.source) };
        console.message(text);
    }
    console.answer(&found, || text(console, &found))?;
    Ok(if found.failed.is_empty() { Answer::Yes } else { Answer::Partly })
}

/// One line for each file that has ended since the last time; one file alone needs none.
fn tell(console: &Console, view: &JobView, told: &mut usize) {
    let ended: Vec<_> = view.files.iter().filter(|file| file.state.has_ended()).collect();
    if view.total > 1 && ended.len() > *told {
        let total = view.total;
        console
            .chat(console.say("register.progress", &[("done", &ended.len()), ("total", &total)]));
    }
    *told = ended.len();
}

fn call(order: &Register) -> Result<RegisterWorks> {
    if order.title.is_some() && order.files.len() > 1 {
        return Err(Failure::Usage("--title names one work; give one file with it".into()));
    }
    let files = order.files.iter().map(|path| {
        let full = absolute(path).map_err(|e| Failure::io(path, &e))?;
        let path = full.into_os_string().into_string().map_err(|name| {
            let name = Path::new(&name).display().to_string();
            Failure::new(Code::Invalid, format!("{name} is not a name in UTF-8; rename the file"))
        })?;
        Ok(FileToRegister { path, title: order.title.clone().unwrap_or_default() })
    });
    let keeps = |name| order.keep.contains(&name);
    Ok(RegisterWorks {
        files: files.collect::<Result<_>>()?,
        creator: order.creator.clone(),
        policy: order.policy,
        origin: order.origin.into(),
        watermark: !order.no_watermark,
        keep: KeepPrivate {
            location: keeps(KeepName::Location),
            serials: keeps(KeepName::Serials),
            previews: keeps(KeepName::Previews),
        },
    })
}

fn sort(view: JobView) -> Registered {
    let mut found = Registered::default();
    for file in view.files {
        match (file.state, file.work, file.error) {
            (JobState::Done, Some(work), _) => found.works.push(work),
            (_, _, error) => found.failed.push(Failed {
                source: file.source,
                error: error
                    .unwrap_or_else(|| ApiError::new(Code::Cancelled, "this file was stopped")),
            }),
        }
    }
    found
}

/// Lays copies into `folder`. A work whose copy cannot be laid there is registered all the same, and says so.
fn hand_out(found: &mut Registered, folder: &Path) {
    for work in &mut found.works {
        match lay(Path::new(&work.copy), folder) {
            Ok(path) => work.copy = path.display().to_string(),
            Err(error) => found.failed.push(Failed {
                source: work.source.clone(),
                error: ApiError::new(
                    Code::Precondition,
                    format!(
                        "registered, but no copy could be laid into {}: {error}",
                        folder.display()
                    ),
                ),
            }),
        }
    }
}

fn lay(copy: &Path, folder: &Path) -> io::Result<PathBuf> {
    let name = copy.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let target = absolute(folder.join(name))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file, less what the umask takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut temp = builder.prefix(".colophon-").tempfile_in(folder)?;
    io::copy(&mut std::fs::File::open(copy)?, &mut temp)?;
    temp.as_file().sync_all()?;
    temp.persist_noclobber(&target).map_err(|e| e.error)?;
    Ok(target)
}

fn text(console: &Console, found: &Registered) -> String {
    let mut text = String::new();
    for work in &found.works {
        let key = if work.known { "register.known" } else { "register.done" };
        let _ =
            writeln!(text, "{}", console.say(key, &[("source", &work.source), ("id", &work.id)]));
        let _ = writeln!(text, "  {}", console.say("register.copy", &[("path", &work.copy)]));
        for dropped in &work.dropped {
            let _ = writeln!(text, "  {}", console.say("register.dropped", &[("name", dropped)]));
        }
        for warning in &work.warnings {
            let _ = writeln!(text, "  {}", one_line(warning));
        }
    }
    if !found.works.is_empty() {
        text.push_str(&console.word("register.untouched"));
    }
    text
}
