//! The JSON of a bundle.

use super::{check_name, shape};
use crate::error::Error;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Wire<'a> {
    #[serde(borrow)]
    List(Vec<Entry<'a>>),
    #[serde(borrow)]
    Object(Object<'a>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object<'a> {
    #[serde(borrow)]
    pub migrations: Vec<Entry<'a>>,
    #[serde(default)]
    pub order: Order,
    #[serde(borrow, default)]
    pub provider: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub seed: Option<Text<'a>>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// By name, byte-wise, as Prisma sorts its folders.
    #[default]
    Name,
    /// As listed: for histories whose names do not sort as their authors meant.
    Given,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Entry<'a> {
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub sql: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub checksum: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub replaces: Vec<Entry<'a>>,
}

impl Entry<'_> {
    pub fn check_names(&self) -> Result<(), String> {
        check_name(&self.name)?;
        self.replaces.iter().try_for_each(Entry::check_names)
    }
}

/// Only from an object: what is derived would take an array of the values as well.
impl<'de: 'a, 'a> Deserialize<'de> for Entry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Entry<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
                Entry::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// `Option<Cow>` alone would always copy.
#[derive(Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// Reads the JSON in one pass without copying; only a bundle that does not fit is read again, to
/// say exactly what is wrong with it.
pub fn read(json: &str) -> Result<Wire<'_>, Error> {
    let first = json.trim_start().chars().next();
    let wire = if first == Some('[') {
        serde_json::from_str(json).map(Wire::List)
    } else {
        serde_json::from_str(json).map(Wire::Object)
    };
    wire.map_err(|error| shape::explain(json, &error))
}
