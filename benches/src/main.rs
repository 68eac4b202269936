//! Measurements of `migrate` against psql, each a ratio of medians of runs that alternate.

mod apply;
mod asking;
mod ddl;
mod diff;
mod memory;
mod prisma;
mod prisma_engine;
mod process;
mod schema;
mod server;

/// A measurement: prints its figures, and says whether it stays within its target.
type Bench = fn() -> bool;

const ALL: [(&str, Bench); 8] = [
    ("apply", apply::run),
    ("asking", asking::run),
    ("process", process::run),
    ("memory", memory::run),
    ("ddl", ddl::run),
    ("schema", schema::run),
    ("diff", diff::run),
    ("prisma", prisma::run),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut within = true;
    for (name, bench) in ALL {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            within &= bench();
        }
    }
    std::process::exit(i32::from(!within));
}

/// The median of some durations, in milliseconds.
fn median(mut times: Vec<std::time::Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// Prints a line of the report.
fn report(what: &str, ours: f64, theirs: f64, ratio: f64, target: f64) -> bool {
    let verdict = if ratio <= target { "ok" } else { "OVER" };
    println!("{what:<58} {ours:>9.3} ms  against {theirs:>9.3} ms  ratio {ratio:>5.2}  (target {target:.2}, {verdict})");
    ratio <= target
}
