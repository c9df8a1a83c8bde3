//! The main job, whole, on the practice chain: every figure compared.

use colophon_app::{App, Cost, Options, demo};

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_the_main_job_agrees() {
    let home = tempfile::tempdir().unwrap();
    let options = Options { cost: Cost::for_tests(), ..Options::system(home.path()) };
    let app = App::open(options).await.unwrap();
    let report = demo::run(&app, &|scene| println!("{scene}")).await.unwrap();
    let broken: Vec<_> = report.checks.iter().filter(|c| !c.ok).collect();
    assert!(broken.is_empty(), "these comparisons did not hold: {broken:#?}");
    println!("{} comparisons", report.checks.len());
    assert!(report.checks.len() >= 130, "only {} comparisons were made", report.checks.len());
}
