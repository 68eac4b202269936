//! The SQL face: one file a verb. Read the arguments, call, return rows.

mod adopt_drift;
mod baseline;
mod check;
mod deploy;
mod drift;
mod drift_summary;
mod expected;
mod grant;
mod keep_history;
mod live;
mod pending;
mod picture;
mod resolve;
mod rollout;
mod status;
