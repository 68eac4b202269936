//! Reading the server's parse trees.

use super::encoding::lossy;
use pgrx::pg_sys::{self, NodeTag};
use std::ffi::c_char;

/// The node as a struct of the kind that its tag says.
///
/// # Safety
/// `node` is null or a node, and `T` is the struct of `tag`.
pub unsafe fn cast<'a, T>(node: *mut pg_sys::Node, tag: NodeTag) -> Option<&'a T> {
    (!node.is_null() && (*node).type_ == tag).then(|| &*node.cast::<T>())
}

/// The elements of a list of pointers; null is the empty list.
///
/// # Safety
/// `list` is null or a List of pointers.
pub unsafe fn list<T>(list: *mut pg_sys::List) -> Vec<*mut T> {
    if list.is_null() {
        return Vec::new();
    }
    (0..(*list).length as usize)
        .map(|i| (*(*list).elements.add(i)).ptr_value.cast::<T>())
        .collect()
}

/// A string node's text.
///
/// # Safety
/// `node` is null or a node.
pub unsafe fn string(node: *mut pg_sys::Node) -> Option<String> {
    #[cfg(any(feature = "pg13", feature = "pg14"))]
    return cast::<pg_sys::Value>(node, NodeTag::T_String).and_then(|v| lossy(v.val.str_));
    #[cfg(not(any(feature = "pg13", feature = "pg14")))]
    return cast::<pg_sys::String>(node, NodeTag::T_String).and_then(|v| lossy(v.sval));
}

/// The last part of a qualified name.
///
/// # Safety
/// `names` is null or a List of string nodes.
pub unsafe fn last_name(names: *mut pg_sys::List) -> String {
    list::<pg_sys::Node>(names)
        .last()
        .and_then(|node| string(*node))
        .unwrap_or_default()
}

/// The options of a statement: `WITH (name = value)` and the like.
///
/// # Safety
/// `options` is null or a List of DefElem.
pub unsafe fn options(options: *mut pg_sys::List) -> Vec<DefElem> {
    list::<pg_sys::DefElem>(options)
        .into_iter()
        .map(DefElem)
        .collect()
}

/// The option of the given name.
///
/// # Safety
/// As for `options`.
pub unsafe fn option(list: *mut pg_sys::List, name: &str) -> Option<DefElem> {
    options(list).into_iter().find(|o| o.name() == name)
}

pub struct DefElem(*mut pg_sys::DefElem);

impl DefElem {
    pub fn name(&self) -> String {
        // SAFETY: made from a parse tree that is alive.
        unsafe { lossy((*self.0).defname) }.unwrap_or_default()
    }

    /// The value as text, when it is a string or a list whose first element is one.
    pub fn text(&self) -> Option<String> {
        // SAFETY: as above; the argument is null or a node.
        unsafe {
            let arg = (*self.0).arg;
            match cast::<pg_sys::List>(arg, NodeTag::T_List) {
                Some(_) => list::<pg_sys::Node>(arg.cast())
                    .first()
                    .and_then(|n| string(*n)),
                None => string(arg),
            }
        }
    }

    /// The elements of the value, when it is a list.
    pub fn elements<T>(&self) -> Vec<*mut T> {
        // SAFETY: as above.
        unsafe {
            match cast::<pg_sys::List>((*self.0).arg, NodeTag::T_List) {
                Some(_) => list((*self.0).arg.cast()),
                None => Vec::new(),
            }
        }
    }

    /// The value of a boolean option; an option without a value is true.
    pub fn is_on(&self) -> bool {
        !matches!(
            self.text().map(|t| t.to_lowercase()).as_deref(),
            Some("false" | "off" | "none" | "0" | "no")
        ) && !self.is_integer_zero()
    }

    fn is_integer_zero(&self) -> bool {
        // SAFETY: as above.
        unsafe {
            let arg = (*self.0).arg;
            #[cfg(any(feature = "pg13", feature = "pg14"))]
            return cast::<pg_sys::Value>(arg, NodeTag::T_Integer).is_some_and(|v| v.val.ival == 0);
            #[cfg(not(any(feature = "pg13", feature = "pg14")))]
            return cast::<pg_sys::Integer>(arg, NodeTag::T_Integer).is_some_and(|v| v.ival == 0)
                || cast::<pg_sys::Boolean>(arg, NodeTag::T_Boolean).is_some_and(|v| !v.boolval);
        }
    }
}

/// # Safety
/// `p` is null or NUL-terminated.
pub unsafe fn text(p: *const c_char) -> String {
    lossy(p).unwrap_or_default()
}
