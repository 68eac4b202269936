//! Any text as a document of a schema, as a definition of an index and as an expression: read or
//! refused, never a panic. What was read is written and read again as the same, has no difference to
//! itself, and statements can be written for all of it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use migrate_core::drift::{compare, differing, Around, Cures};
use migrate_core::schema::part::Part;
use migrate_core::schema::{expression, index, json, Schema};

fuzz_target!(|text: &str| {
    let _ = index::Parts::of(text);
    let once = expression::normalised(text).into_owned();
    assert_eq!(expression::normalised(&once), once);
    let Ok(schema) = json::read(text) else {
        return;
    };
    let document = json::write(&schema);
    let again = json::read(&document.text).expect("what was written can be read");
    assert_eq!(json::write(&again), document);
    let same = differing(&document.text, &document.text).expect("lines can be read");
    assert!(same.0.is_empty() && same.1.is_empty());
    let none = Part::default();
    let whole = Part {
        schema: again,
        origins: None,
    };
    assert!(compare(&whole, &whole).is_empty());
    let around = Around::new(&none, &whole, &Schema::default(), "someone");
    let cures = Cures::new(&around);
    for difference in &compare(&none, &whole) {
        cures.of(difference);
        difference.detail();
    }
});
