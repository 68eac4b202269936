//! Who is calling.

use super::encoding::lossy;
use pgrx::pg_sys::{self, Oid};

/// The name of the role whose rights count now.
pub fn current_user() -> String {
    // SAFETY: GetUserId is a valid role of this session.
    unsafe { role_name(pg_sys::GetUserId()) }
}

/// The name of a role; its number when it is gone.
pub fn role_name(role: Oid) -> String {
    // SAFETY: with missing_ok the answer is null or a string.
    unsafe { lossy(pg_sys::GetUserNameFromId(role, true)) }
        .unwrap_or_else(|| role.to_u32().to_string())
}
