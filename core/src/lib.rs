//! The pure logic of `migrate`: what a bundle is, what its SQL text contains, what the history
//! says about it and what has to be done. Nothing here touches a server, so all of it is tested
//! without one; the crate boundary makes that a rule the compiler keeps.

pub mod adopt;
pub mod bundle;
pub mod checksum;
pub mod diff;
pub mod divergence;
pub mod drift;
pub mod error;
pub mod failure;
pub mod history;
pub mod locate;
pub mod naming;
pub mod plan;
pub mod prisma;
pub mod prisma_history;
pub mod proof;
pub mod render;
pub mod replaces;
pub mod reset;
pub mod schema;
pub mod shadow;
pub mod sqltext;
pub mod squash;
pub mod statement;

pub use error::{Error, Report};
