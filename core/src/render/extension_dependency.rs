//! Objects that are to go with an extension: ALTER … DEPENDS ON EXTENSION.

use super::difference::texts;
use super::{quote, target};
use crate::schema::Object;

pub fn create(object: &Object) -> Vec<String> {
    let extensions = texts(&object.attributes, "depends_on_extensions");
    extensions
        .iter()
        .map(|e| alter(object, "DEPENDS", e))
        .collect()
}

pub fn change(from: &Object, to: &Object) -> Vec<String> {
    let name = "depends_on_extensions";
    let (old, new) = (texts(&from.attributes, name), texts(&to.attributes, name));
    let gone = old.iter().filter(|e| !new.contains(e));
    let come = new.iter().filter(|e| !old.contains(e));
    gone.map(|e| alter(to, "NO DEPENDS", e))
        .chain(come.map(|e| alter(to, "DEPENDS", e)))
        .collect()
}

fn alter(object: &Object, depends: &str, extension: &str) -> String {
    format!(
        "ALTER {} {depends} ON EXTENSION {}",
        target::of(object),
        quote::ident(extension)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::object;
    use serde_json::json;

    #[test]
    fn dependencies() {
        let of = |list: &[&str]| {
            object(
                json!({"id": "index public.i", "schema": "public", "name": "i", "depends_on_extensions": list}),
            )
        };
        assert_eq!(
            change(&of(&["a", "b"]), &of(&["b", "c"])),
            [
                "ALTER INDEX public.i NO DEPENDS ON EXTENSION a",
                "ALTER INDEX public.i DEPENDS ON EXTENSION c"
            ]
        );
        assert_eq!(
            create(&of(&["a"])),
            ["ALTER INDEX public.i DEPENDS ON EXTENSION a"]
        );
    }
}
