//! What is about text: collations, conversions between encodings, and text search.

pub mod collation;
pub mod configuration;
pub mod conversion;
pub mod dictionary;
pub mod parser;
