//! A job while it runs and when it ended: one line for each file, and what became of it.

use colophon_ipc::{JobFile, JobState, JobView, RegisteredWork};
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    components::{
        notice::{notice, warnings},
        small::{pill, untouched},
    },
    features::work::evidence,
    format,
    i18n::{Locale, count, current, fill, k, t},
    route::Route,
    session::use_session,
    words,
};

/// The job.
pub(crate) fn progress(draft: Draft, job: &JobView) -> AnyView {
    let session = use_session();
    let running = matches!(job.state, JobState::Waiting | JobState::Running);
    let (done, total) = (job.done.to_string(), job.total.to_string());
    let locale = current();
    let said = if running {
        fill(
            k::PROGRESS_RUNNING,
            &[("done", &format::number(&done, locale)), ("total", &format::number(&total, locale))],
        )
    } else {
        ended(job)
    };
    let files: Vec<_> = job.files.iter().map(file).collect();
    let acts = if running {
        view! { <button type="button" on:click=move |_| draft.cancel(session)>{t(k::PROGRESS_STOP)}</button> }.into_any()
    } else {
        view! {
            <a class="button go" href=Route::Works.to_string()>{t(k::PROGRESS_SHOW_WORKS)}</a>
            <button type="button" on:click=move |_| draft.clear()>{t(k::PROGRESS_MORE)}</button>
        }
        .into_any()
    };
    view! {
        <section class="job">
            <p class="said" role="status">{said}</p>
            <progress max=total value=done aria-label=t(k::PROGRESS_LABEL)></progress>
            <ul class="files">{files}</ul>
            {(!running).then(|| untouched(false))}
            <div class="acts">{acts}</div>
        </section>
    }
    .into_any()
}

/// How it ended, counting what went wrong: a failure is never hidden in a sum.
fn ended(job: &JobView) -> String {
    let of = |state| job.files.iter().filter(|file| file.state == state).count() as u64;
    let mut said = count(k::PROGRESS_DONE_ONE, k::PROGRESS_DONE_OTHER, of(JobState::Done));
    for (n, one, other) in [
        (of(JobState::Failed), k::PROGRESS_FAILED_ONE, k::PROGRESS_FAILED_OTHER),
        (of(JobState::Cancelled), k::PROGRESS_STOPPED_ONE, k::PROGRESS_STOPPED_OTHER),
    ] {
        if n > 0 {
            said.push_str(if current() == Locale::Zh { "" } else { " " });
            said.push_str(&count(one, other, n));
        }
    }
    said
}

fn file(file: &JobFile) -> AnyView {
    let (state, tone) = match file.state {
        JobState::Waiting => (k::STEP_QUEUED, "plain"),
        JobState::Running => (words::step(file.step), "wait"),
        JobState::Done => (k::PROGRESS_STATE_DONE, "good"),
        JobState::Failed => (k::PROGRESS_STATE_FAILED, "bad"),
        JobState::Cancelled => (k::PROGRESS_STATE_STOPPED, "plain"),
    };
    let steps = (file.state == JobState::Running).then(|| {
        view! { <progress class="steps" max="7" value=(file.step as u8).to_string() aria-label=file.name.clone()></progress> }
    });
    let failure = file.error.as_ref().map(|error| notice(error, None));
    let result = file.work.as_ref().map(result);
    view! {
        <li class:bad=file.state == JobState::Failed>
            <div class="file-head"><p><b class="wrap">{file.name.clone()}</b></p>{pill(t(state), tone)}</div>
            {steps}{failure}{result}
        </li>
    }
    .into_any()
}

fn result(work: &RegisteredWork) -> AnyView {
    let known = work.known.then(|| view! { <p class="faint">{t(k::PROGRESS_KNOWN)}</p> });
    view! {
        {known}
        {warnings(&work.warnings)}
        <p><a href=Route::Work(work.id).to_string()>{t(k::PROGRESS_OPEN)}</a></p>
        <details><summary>{t(k::EVIDENCE_METADATA)}</summary>{evidence::metadata(&work.kept, &work.dropped)}</details>
    }
    .into_any()
}
