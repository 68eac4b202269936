//! Types.

pub mod base;
pub mod composite;
pub mod domain;
pub mod enumeration;
pub mod range;
