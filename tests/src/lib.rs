//! What the integration tests stand on: throwaway clusters with the extension, real clients, and short words for what a test does.
//!
//! Each test takes a database of its own, so tests of one process run side by side on one shared cluster:
//!
//! ```ignore
//! let db = Db::new("deploy");
//! let mut app = db.connect();
//! app.deploy(&bundle(&[("1_init", "create table t (id int)")])).unwrap();
//! assert_eq!(app.one("select count(*) from t"), "0");
//! ```
//!
//! A test that changes the server itself (settings, crashes, roles with fixed names) starts its own with `Cluster::with`.

mod background;
mod bundle;
mod clients;
mod cluster;
pub mod contents;
pub mod contrib;
pub mod coverage;
mod db;
mod document;
mod dump;
mod env;
pub mod expect;
mod held;
pub mod long_history;
mod message;
pub mod models;
pub mod mutations;
pub mod other_tools;
pub mod pairs;
pub mod parallel;
mod pooler;
pub mod prisma;
pub mod prisma_history;
pub mod prisma_real;
mod psql;
pub mod random;
pub mod rebuild;
pub mod rich;
pub mod round_trip;
mod session;
pub mod split;
mod wait;

pub use background::Background;
pub use bundle::{bundle, bundle_of_folder};
pub use clients::{node, python, skip_without};
pub use cluster::Cluster;
pub use db::Db;
pub use document::{counts, differences};
pub use dump::comparable;
pub use env::{major, repository};
pub use message::{Message, Sql};
pub use pooler::Pooler;
pub use psql::Output;
pub use session::{Applied, Session};
pub use wait::{wait_until, wait_within};

pub use postgres;
pub use serde_json::{json, Value};
