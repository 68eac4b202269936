//! Procedural languages, transforms for them, and access methods: what has a handler function.

pub mod access_method;
pub mod language;
pub mod transform;
