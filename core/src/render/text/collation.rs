//! Collations.

use crate::render::definition::Definition;
use crate::render::difference::{is, Change};
use crate::render::family::Family;
use crate::render::{target, Context};
use crate::schema::Object;

pub const FAMILY: Family = Family {
    change: |_, _, _| Change::Again,
    ..Family::new(create)
};

fn create(object: &Object, _: &Context) -> Vec<String> {
    let nondeterministic = is(&object.attributes, "nondeterministic");
    let list = Definition::of(object)
        .text("PROVIDER", "provider")
        .pair("DETERMINISTIC", nondeterministic.then(|| "false".into()))
        .literal("LOCALE", "locale")
        .literal("LC_COLLATE", "lc_collate")
        .literal("LC_CTYPE", "lc_ctype")
        .literal("RULES", "rules");
    vec![format!("CREATE {} {}", target::of(object), list.list())]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn collations() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let libc = object(
            json!({"id": "collation public.c", "schema": "public", "name": "c", "provider": "libc",
            "lc_collate": "C", "lc_ctype": "C.UTF-8"}),
        );
        let icu = object(
            json!({"id": "collation public.c", "schema": "public", "name": "c", "provider": "icu",
            "nondeterministic": true, "locale": "und"}),
        );
        let created =
            "CREATE COLLATION public.c (PROVIDER = icu, DETERMINISTIC = false, LOCALE = 'und')";
        assert_eq!(
            create(&libc, &context),
            ["CREATE COLLATION public.c (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'C.UTF-8')"]
        );
        assert_eq!(
            change(&libc, &icu, &context).unwrap(),
            ["DROP COLLATION public.c", created]
        );
    }
}
