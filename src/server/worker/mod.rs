//! Background workers: for statements that no function can run, and for what must survive a
//! rollback. The caller starts one, waits for it, and hands its notices on.

mod attempt;
mod contents;
mod inside;
mod job;
mod launch;
mod replay;
mod toplevel;

pub use attempt::{record_attempt, Attempt};
pub use job::{Job, Step, Task};
pub use launch::{run, Ended};
