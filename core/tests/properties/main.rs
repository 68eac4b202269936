//! What holds for every input, tried with generated ones: each function is one property.
//! PROPTEST_CASES=100000 tries harder.

mod bundles;
mod checksums;
mod history;
mod locate;
mod plans;
mod prepare;
mod schemas;
mod sql;
mod tokens;

use proptest::prelude::ProptestConfig;

/// Nothing is written to the source tree; a failure prints the smallest input that shows it.
pub fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: cases.and_then(|n| n.parse().ok()).unwrap_or(128),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
