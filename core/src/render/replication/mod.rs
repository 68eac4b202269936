//! Logical replication.

pub mod publication;
pub mod subscription;
