//! What an object is like: names and values, in the order of the names. A schema has hundreds of
//! thousands of them, most objects a handful: a sorted list of shared names is the smallest form.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes(Vec<(Rc<str>, Value)>);

impl Attributes {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.find(name).ok().map(|i| &self.0[i].1)
    }

    /// Sets a value, in place of the one that was there.
    pub fn insert(&mut self, name: &str, value: impl Into<Value>) {
        match self.find(name) {
            Ok(i) => self.0[i].1 = value.into(),
            Err(i) => self.0.insert(i, (shared(name), value.into())),
        }
    }

    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.find(name).ok().map(|i| self.0.remove(i).1)
    }

    /// The value of a name; one that is not there becomes `missing` first.
    pub fn entry(&mut self, name: &str, missing: impl FnOnce() -> Value) -> &mut Value {
        let i = self.find(name).unwrap_or_else(|i| {
            self.0.insert(i, (shared(name), missing()));
            i
        });
        &mut self.0[i].1
    }

    /// The values, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.0.iter_mut().map(|(name, value)| (&**name, value))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| (**own).cmp(name))
    }
}

impl From<Map<String, Value>> for Attributes {
    fn from(map: Map<String, Value>) -> Self {
        let mut list: Vec<_> = map.into_iter().map(|(n, v)| (shared(&n), v)).collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        Attributes(list)
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

thread_local! {
    static NAMES: RefCell<HashSet<Rc<str>>> = RefCell::default();
}

/// There are some two hundred names; each is kept once.
fn shared(name: &str) -> Rc<str> {
    NAMES.with_borrow_mut(|names| match names.get(name) {
        Some(known) => known.clone(),
        None => {
            let new: Rc<str> = name.into();
            names.insert(new.clone());
            new
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sorted_map() {
        let mut list = Attributes::new();
        list.insert("b", 2);
        list.insert("a", 1);
        list.insert("b", 3);
        *list.entry("c", || json!([])) = json!("x");
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            r#"{"a":1,"b":3,"c":"x"}"#
        );
        assert_eq!(list.remove("a"), Some(json!(1)));
        assert_eq!((list.get("a"), list.get("b")), (None, Some(&json!(3))));
    }
}
