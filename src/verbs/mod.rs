//! The SQL face: one file a verb. Read the arguments, call, return rows.

mod adopt_drift;
mod baseline;
mod break_glass;
mod check;
mod deploy;
mod diff;
mod drift;
mod drift_summary;
mod empty;
mod expected;
mod grant;
mod keep_history;
mod live;
mod log_ddl;
mod observe;
mod pending;
mod picture;
mod protect;
mod push;
mod replay;
mod resolve;
mod rollout;
mod sql;
mod status;
mod verify;
