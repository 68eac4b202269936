//! What a worker is told to do.

use crate::server::encoding::lossy;
use crate::server::identity::role_name;
use migrate_core::Report;
use pgrx::pg_sys;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Job {
    /// The database to connect to; none is the caller's.
    pub database: Option<u32>,
    /// The session user to connect as; none is the bootstrap superuser.
    pub login: Option<u32>,
    /// The role to SET after that.
    pub role: Option<String>,
    /// The caller's settings, as the server packs them for its own parallel workers.
    #[serde(skip)]
    pub settings: Vec<u8>,
    pub task: Task,
}

#[derive(Serialize, Deserialize)]
pub enum Task {
    /// Run a migration's text as psql would: statement by statement, in a session of its own.
    Session { name: String, sql: String },
    /// Run statements of our own, each at top level.
    Statements(Vec<String>),
    /// Run texts in a shadow database, and answer with the schema that is there then.
    Replay(Vec<Vec<Step>>),
    /// The same, and answer with the rows too.
    ReplayWithRows(Vec<Vec<Step>>),
    /// Record a failed attempt.
    Attempt(Box<super::attempt::Attempt>),
}

/// A statement that makes a schema.
#[derive(Serialize, Deserialize)]
pub struct Step {
    pub sql: String,
    /// Whether it is no error that what it creates is there already.
    pub may_exist: bool,
}

impl Job {
    /// A job that runs as the caller: same login, same role, same settings.
    pub fn as_caller(task: Task) -> Result<Self, Report> {
        // SAFETY: plain look-ups of this session's state.
        let (login, current) = unsafe { (pg_sys::GetSessionUserId(), pg_sys::GetUserId()) };
        if !may_log_in(login) {
            return Err(Report::new(
                "28000",
                format!("role \"{}\" may not log in, so no background worker can run as it", role_name(login)),
            )
            .hint("Connect as a role that may log in, and use SET ROLE instead of SET SESSION AUTHORIZATION."));
        }
        Ok(Job {
            database: None,
            login: Some(login.to_u32()),
            role: (login != current).then(|| role_name(current)),
            settings: pack_settings(),
            task,
        })
    }

    /// A job of bookkeeping, which needs no rights of the caller's.
    pub fn bookkeeping(task: Task) -> Self {
        Job {
            database: None,
            login: None,
            role: None,
            settings: Vec::new(),
            task,
        }
    }
}

fn pack_settings() -> Vec<u8> {
    // SAFETY: the server writes at most as many bytes as it said it needs.
    unsafe {
        let size = pg_sys::EstimateGUCStateSpace();
        let mut packed = vec![0u8; size];
        pg_sys::SerializeGUCState(size, packed.as_mut_ptr().cast());
        packed
    }
}

fn may_log_in(role: pg_sys::Oid) -> bool {
    // SAFETY: the tuple is read before it is released.
    unsafe {
        let key = pg_sys::Datum::from(role);
        let tuple = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::AUTHOID as i32, key);
        if tuple.is_null() {
            return false;
        }
        let can = (*pg_sys::GETSTRUCT(tuple).cast::<pg_sys::FormData_pg_authid>()).rolcanlogin;
        pg_sys::ReleaseSysCache(tuple);
        can
    }
}

/// A role's name as an identifier in SQL, by the server's rules.
pub fn quoted_role(role: &str) -> String {
    let name = crate::server::encoding::to_server(role);
    // SAFETY: quote_identifier returns its argument or a new NUL-terminated string.
    unsafe { lossy(pg_sys::quote_identifier(name.as_ptr())) }.unwrap_or_default()
}
