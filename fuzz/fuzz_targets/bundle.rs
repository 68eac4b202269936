//! Any text as a bundle: read or refused with a reason; what was read is sorted, distinct, and
//! stands as it was sent against a history that has it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use migrate_core::bundle::Bundle;
use migrate_core::checksum;
use migrate_core::history::{diagnose, pending, Allowed, Recorded, Standing, State};
use std::collections::HashSet;

fuzz_target!(|json: &str| {
    let bundle = match Bundle::parse(json) {
        Ok(bundle) => bundle,
        Err(error) => {
            assert!(!error.report().message.is_empty());
            return;
        }
    };
    let names: HashSet<&str> = bundle.migrations.iter().map(|m| m.name.as_ref()).collect();
    assert_eq!(names.len(), bundle.migrations.len());
    for migration in &bundle.migrations {
        assert!(checksum::is_valid(&migration.checksum));
        if let Ok(text) = migration.text() {
            assert!(checksum::matches(&migration.checksum, text));
        }
    }
    let recorded: Vec<Recorded> = bundle
        .migrations
        .iter()
        .map(|m| Recorded {
            name: m.name.to_string(),
            checksum: m.checksum.to_string(),
            standing: Standing::Applied,
        })
        .collect();
    let fresh = diagnose(&bundle, &[], &|_| None);
    assert!(fresh.iter().all(|line| line.state == State::Pending));
    let done = diagnose(&bundle, &recorded, &|_| None);
    assert!(done.iter().all(|line| line.state == State::Applied));
    assert_eq!(
        pending(&done, &bundle, &recorded, Allowed::default()),
        Ok(vec![])
    );
});
